using System.Globalization;
using System.IO.Compression;

namespace FinData.IntegrationTests.Running;

/// <summary>Card transactions: the real month where it is, a made-up one of the same format elsewhere.</summary>
internal static class CardFile
{
    public const string Header = "transaction_id,timestamp,customer_id,terminal_id,amount,fraud,fraud_scenario";

    private const int Seed = 1, MadeUpRecords = 250_000, Customers = 5_000, Terminals = 10_000;

    private static readonly DateTime begin = new(2018, 4, 1, 0, 0, 31, DateTimeKind.Utc);

    /// <summary>The real month, or the made-up one in the given folder.</summary>
    public static string Month(TestFolder folder)
    {
        var real = Path.Combine(Solution.Folder, "../shared/data/card-transactions/2018-04.csv.gz");
        return File.Exists(real) ? Path.GetFullPath(real) : Write(folder.Of("2018-04.csv.gz"), MadeUp(MadeUpRecords));
    }

    /// <summary>Lines of the format, the same each time.</summary>
    public static IEnumerable<string> MadeUp(int records)
    {
        var random = new Random(Seed);
        for (var id = 0; id < records; id++)
        {
            // A usual amount with a rare one far above it, which the rules find.
            var amount = 5 + random.NextDouble() * 60 + (random.Next(2_000) == 0 ? 900 : 0);
            var (customer, terminal) = (random.Next(Customers), random.Next(Terminals));
            var time = begin.AddSeconds(10L * id);
            yield return string.Create(CultureInfo.InvariantCulture,
                $"{id},{time:yyyy-MM-ddTHH:mm:ssZ},{customer},{terminal},{amount:F2},0,0");
        }
    }

    /// <summary>A card's payments of four weeks, of which the high amounts are frauds: a model learns that.</summary>
    public static IEnumerable<string> Labelled()
    {
        const int records = 8_000, fraud = 17;
        for (var id = 0; id < records; id++)
        {
            var (isFraud, time) = (id % fraud == 0, begin.AddMinutes(5 * id));
            yield return string.Create(CultureInfo.InvariantCulture, $"{id},{time:yyyy-MM-ddTHH:mm:ssZ}," +
                $"{id * 7919 % 403},{id * 31 % 97},{(isFraud ? 300 : 10 + id % 50)}.00,{(isFraud ? 1 : 0)},0");
        }
    }

    /// <summary>Writes a file with the header before the lines; a name that ends with gz is compressed.</summary>
    public static string Write(string path, IEnumerable<string> lines)
    {
        using var file = File.Create(path);
        using var content = path.EndsWith(".gz", StringComparison.Ordinal)
            ? new GZipStream(file, CompressionLevel.Fastest) : (Stream)file;
        using var text = new StreamWriter(content);
        text.Write(Header + "\n");
        foreach (var line in lines) text.Write(line + "\n");
        return path;
    }
}
