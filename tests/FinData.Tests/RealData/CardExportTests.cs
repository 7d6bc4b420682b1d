using FinData.Tests.Queries;
using FinData.Tests.Records;

namespace FinData.Tests.RealData;

/// <summary>Three months of card payments through a node: sums and counts of every card and terminal are those of a
/// plain fold.</summary>
public sealed class CardExportTests : IDisposable
{
    private const int OwnRows = 5_000;

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Balances_equal_a_plain_fold_of_the_files()
    {
        var files = SharedData.Folder("card-transactions") is { } shared
            ? Directory.GetFiles(shared, "*.csv.gz").Order(StringComparer.Ordinal).ToArray() : Own();
        var expected = new SortedDictionary<string, (long Cents, int Count)>(StringComparer.Ordinal);
        foreach (var row in files.SelectMany(FileNode.Rows).Select(r => r.Split(',')))
        {
            var cents = long.Parse(row[4].Replace(".", "", StringComparison.Ordinal));
            Add($"card:{row[2]}", -cents);
            Add($"terminal:{row[3]}", cents);
        }

        using var node = new FileNode(files);
        var balances = (await node.ExportAsync("balances", "kind,account,currency,posted,held,available,events"))
            .Select(r => r.Split(','));

        Assert.Equal(expected.Select(e => (e.Key, e.Value.Cents, e.Value.Count)),
            balances.Select(b => (b[1], long.Parse(b[3].Replace(".", "", StringComparison.Ordinal)), int.Parse(b[6]))));

        void Add(string id, long cents)
        {
            var (sum, count) = expected.GetValueOrDefault(id);
            expected[id] = (sum + cents, count + 1);
        }
    }

    private string[] Own()
    {
        File.WriteAllLines(folder.File("own.csv"), [CsvRecordReaderTests.CardHeader, .. Enumerable.Range(0, OwnRows)
            .Select(i => $"{i},2018-04-01T00:{i / 60 % 60:D2}:00Z,{i % 97},{i % 31},{i % 50}.{i % 100:D2},0,0")]);
        return [folder.File("own.csv")];
    }
}
