using System.Text;
using FinData.Queries;
using FinData.Tests.Records;
using static FinData.Tests.Queries.Paging;

namespace FinData.Tests.Queries;

/// <summary>Records that could not be taken, as they are asked for and exported.</summary>
public sealed class DeadLetterQueryTests : IDisposable
{
    private const string Cancelled = "C536365,85123A,\"HOLDER, \"\"7\"\"\",-6,2010-12-01 " +
        "08:27:00,2.55,17850.0,United Kingdom";

    private readonly TestFolder folder = new();
    private readonly FileNode node;

    public DeadLetterQueryTests()
    {
        File.WriteAllLines(folder.File("shop.csv"),
        [
            RetailRecordReaderTests.Header,
            "536365,85123A,\"HOLDER, \"\"7\"\"\",6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom",
            Cancelled,
            .. Enumerable.Range(0, 9).Select(i => $"53636{i},71053,,1,2010-12-01 09:0{i}:00,0,,"),
            "536368,85123a,HOLDER,1,2010-12-02 08:28:00,0.001,,",
            "536369,85123a,HOLDER,1,2010-12-02 08:28:00,0.009,,",
            "536369,85123a,A BOX,1,2010-12-02 08:28:00,1,,",
        ]);
        node = new FileNode([folder.File("shop.csv")]);
    }

    public void Dispose()
    {
        node.Dispose();
        folder.Dispose();
    }

    [Theory, InlineData(1), InlineData(4), InlineData(1000)]
    public async Task Pages_have_each_once_the_newest_first(int limit)
    {
        var rows = await PagesAsync(async after =>
        {
            var page = await node.Queries.DeadLettersAsync(limit, after: after);
            Assert.Equal(new Dictionary<string, long> { ["cancellation"] = 1, ["price_not_positive"] = 9 },
                page.Counts);
            return new Page<DeadLetterRow>(page.Items, page.Next);
        }, limit);
        Assert.Equal(Enumerable.Range(3, 10).Reverse().Select(l => (long)l), rows.Select(r => r.Position));
    }

    [Fact]
    public async Task One_keeps_its_source_its_reason_and_its_bytes()
    {
        var page = await node.Queries.DeadLettersAsync(10, "cancellation");
        var row = Assert.Single(page.Items);
        Assert.Equal(("shop.csv", 3L, "cancellation"), (row.Source, row.Position, row.Reason));
        Assert.Equal(Cancelled, Encoding.UTF8.GetString(Convert.FromBase64String(row.Original)));
        Assert.Equal(new DateTimeOffset(2010, 12, 1, 8, 27, 0, TimeSpan.Zero), row.Time);
        Assert.Null(page.Next);
        Assert.Equal(9, page.Counts["price_not_positive"]);
    }

    [Fact]
    public async Task The_export_has_them_by_source_and_position()
    {
        var rows = await node.ExportAsync("deadletters", "source,position,time,reason,detail,original");
        Assert.Equal(Enumerable.Range(3, 10).Select(l => $"shop.csv,{l}"),
            rows.Select(r => string.Join(',', r.Split(',')[..2])));
        Assert.Single(await node.ExportAsync("deadletters", "source,position,time,reason,detail,original",
            new ExportOptions { Reason = "cancellation" }));
    }

    [Fact]
    public async Task Sales_count_them_among_the_rows_of_their_day()
    {
        Assert.Equal(["2010-12-01,11,1,6,15.30", "2010-12-02,3,3,3,1.01"],
            await node.ExportAsync("sales", "day,rows,rows_kept,units,revenue"));
        Assert.Equal(["2010-12-01,1,85123A,6,15.30", "2010-12-02,1,85123A,3,1.01"],
            await node.ExportAsync("top", "day,rank,product,quantity,revenue"));
    }

    [Fact]
    public async Task A_product_is_exported_under_its_most_frequent_description()
    {
        Assert.Equal(["85123A,HOLDER,9,16.31"],
            await node.ExportAsync("products", "product,description,quantity,revenue"));
        Assert.Equal("HOLDER, \"7\"", (await node.Queries.ProductAsync("85123A")).Description);
    }
}
