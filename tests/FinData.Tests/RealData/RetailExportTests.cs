using FinData.Tests.Queries;
using FinData.Tests.Records;

namespace FinData.Tests.RealData;

/// <summary>All retail months through a node: sales and best sellers by day are those of the reference; of files of our
/// own where it is missing.</summary>
public sealed class RetailExportTests : IDisposable
{
    private const int SourceRows = 4, SourceKept = 3;

    private readonly TestFolder folder = new();
    private readonly FileNode node;
    private readonly string[] sales, top, products;

    public RetailExportTests()
    {
        var shared = SharedData.Folder("retail");
        var files = shared is null ? Own() : [.. Directory.GetFiles(shared, "*.csv.gz").Order(StringComparer.Ordinal)];
        node = new FileNode(files);
        var reference = shared is null ? null : Path.Combine(shared, "reference");
        sales = reference is null ? ["2010-12-01,3,2,13,33.15", "2010-12-02,1,1,1,0.001"]
            : [.. FileNode.Rows(Path.Combine(reference, "daily-sales.csv")).Select(WithoutInvoices)];
        top = reference is null
            ? ["2010-12-01,1,85123A,7,17.85", "2010-12-01,2,71053,6,15.30", "2010-12-02,1,71053,1,0.001"]
            : [.. FileNode.Rows(Path.Combine(reference, "daily-top10.csv"))];
        products = reference is null ? ["71053,LANTERN", "85123A,\"HOLDER, WHITE\""]
            : [.. FileNode.Rows(Path.Combine(reference, "products.csv")).Select(CodeAndDescription)];
    }

    public void Dispose()
    {
        node.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task Exports_of_all_months_equal_the_reference()
    {
        Assert.Equal(sales, await node.ExportAsync("sales", "day,rows,rows_kept,units,revenue"));
        Assert.Equal(top, await node.ExportAsync("top", "day,rank,product,quantity,revenue"));
        Assert.Equal(products, (await node.ExportAsync("products", "product,description,quantity,revenue"))
            .Select(r => CodeAndDescription(r)));
    }

    [Fact]
    public async Task Products_add_up_to_the_days()
    {
        var rows = await node.ExportAsync("products", "product,description,quantity,revenue");
        Assert.Equal(sales.Sum(s => long.Parse(s.Split(',')[3])), rows.Sum(r => long.Parse(r.Split(',')[^2])));
        Assert.Equal(sales.Sum(s => decimal.Parse(s.Split(',')[4])), rows.Sum(r => decimal.Parse(r.Split(',')[^1])));
    }

    // date,rows,rows_kept,invoices,units,revenue,…: the node keeps no invoices.
    private static string WithoutInvoices(string line)
    {
        var fields = line.Split(',');
        return string.Join(',', fields[..SourceKept].Concat(fields[SourceRows..6]));
    }

    // The last two fields are numbers in both files.
    private static string CodeAndDescription(string line) => string.Join(',', line.Split(',')[..^2]);

    private string[] Own()
    {
        File.WriteAllLines(folder.File("own.csv"), [RetailRecordReaderTests.Header,
            "536365,85123A,\"HOLDER, WHITE\",7,2010-12-01 08:26:00,2.55,17850.0,United Kingdom",
            "536365,71053,LANTERN,6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom",
            "C536365,85123A,\"HOLDER, WHITE\",-6,2010-12-01 08:27:00,2.55,17850.0,United Kingdom",
            "536366,71053,LANTERN,1,2010-12-02 08:28:00,0.001,,"]);
        return [folder.File("own.csv")];
    }
}
