using FinData.Tests.Queries;
using FinData.Tests.Records;

namespace FinData.Tests.RealData;

/// <summary>Real bank accounts through a node: every balance ends as the bank has it, and what does not follow is
/// booked and told.</summary>
public sealed class BankExportTests : IDisposable
{
    private readonly TestFolder folder = new();
    private readonly string file;
    private readonly bool isOwn;
    private readonly FileNode node;

    public BankExportTests()
    {
        isOwn = SharedData.Folder("bank-accounts") is null;
        file = isOwn ? Own() : Path.Combine(SharedData.Folder("bank-accounts")!, "bank-accounts.csv.gz");
        node = new FileNode([file]);
    }

    public void Dispose()
    {
        node.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task Every_account_ends_with_the_files_last_balance()
    {
        var last = new SortedDictionary<string, (string Balance, int Rows)>(StringComparer.Ordinal);
        foreach (var row in FileNode.Rows(file).Select(r => r.Split(',')))
            last[$"bank:{row[1]}"] = (row[6], last.GetValueOrDefault($"bank:{row[1]}").Rows + 1);
        var differences = (await DifferencesAsync()).CountBy(d => d.Account).ToDictionary();

        var balances = (await node.ExportAsync("balances", "kind,account,currency,posted,held,available,events"))
            .Select(r => r.Split(','));

        Assert.Equal(isOwn ? 2 : 1_229, last.Count);
        Assert.Equal(last.Select(a =>
            ("bank", a.Key, "CZK", a.Value.Balance, "0.00", a.Value.Rows + differences.GetValueOrDefault(a.Key))),
            balances.Select(b => (b[0], b[1], b[2], b[3], b[4], int.Parse(b[6]))));
    }

    [Fact]
    public async Task What_does_not_follow_is_told_with_the_difference()
    {
        var expected = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var balances = new Dictionary<string, decimal>();
        foreach (var row in FileNode.Rows(file).Select(r => r.Split(',')))
        {
            var (amount, stated) = (decimal.Parse(row[5]), decimal.Parse(row[6]));
            var follows = balances.GetValueOrDefault(row[1]) + (row[3] == "credit" ? amount : -amount);
            if (stated != follows)
                expected[$"bank:{row[0]}"] = $"bank:{row[1]},{row[2]}T00:00:00.000Z,{stated - follows:F2},{stated:F2}";
            balances[row[1]] = stated;
        }

        var rows = await DifferencesAsync();

        Assert.Equal(expected.Select(e => $"{e.Key},{e.Value}"), rows.Select(r => r.Line));
        var tenths = rows.Count(r => r.Line.Split(',')[3] is "0.10" or "-0.10");
        Assert.Equal(isOwn ? (1, 1) : (2_325, 28), (tenths, rows.Count - tenths));
    }

    private async Task<List<(string Line, string Account)>> DifferencesAsync() =>
        [.. (await node.ExportAsync("differences", "transaction,account,time,difference,stated"))
            .Select(r => (r, r.Split(',')[1]))];

    private string Own()
    {
        File.WriteAllLines(folder.File("own.csv"), [CsvRecordReaderTests.BankHeader,
            "1,576,1993-01-01,credit,,900.00,900.00,,,", "2,704,1993-01-01,credit,,5.00,5.00,,,",
            "3,576,1993-01-02,debit,,100.00,799.90,,,", "4,704,1993-01-02,debit,,6.00,12.00,,,",
            "5,576,1993-01-03,debit,,900.00,-100.10,,,"]);
        return folder.File("own.csv");
    }
}
