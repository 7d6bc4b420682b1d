using System.IO.Compression;
using System.Text;
using FinData.Connectors.Files;
using FinData.Domain.Records;

namespace FinData.Tests.Records;

/// <summary>Whole files through line and record reader; ones of our own where the data sets are missing.</summary>
public class WholeFileTests
{
    private const int OwnRows = 3_000;

    [Theory]
    [InlineData("2018-04", 288_062, 15_419_169_83)]
    [InlineData("2018-05", 297_115, 15_941_509_50)]
    [InlineData("2018-06", 287_618, 15_432_124_70)]
    public void Card_files_have_the_rows_and_sums_that_their_source_states(string month, long rows, long cents)
    {
        var total = SharedData.Folder("card-transactions") is { } folder
            ? Total.Of(LineReader.Open(Path.Combine(folder, month + ".csv.gz")), month + ".csv.gz")
            : Total.Of(Gzip(CsvRecordReaderTests.CardHeader, Enumerable.Range(0, OwnRows)
                .Select(i => $"{i},{month}-01T00:00:31Z,596,3156,0.{i % 100:D2},0,0")), "cards.csv.gz");

        // Every hundred rows of our own come to 0.00 + 0.01 + … + 0.99 = 49.50.
        if (SharedData.Folder("card-transactions") is null) (rows, cents) = (OwnRows, OwnRows / 100 * 49_50);
        Assert.Equal((rows, cents, 0), (total.Taken, total.Amount, total.Refused.Count));
    }

    [Fact]
    public void Every_bank_row_is_taken()
    {
        var total = SharedData.Folder("bank-accounts") is { } folder
            ? Total.Of(LineReader.Open(Path.Combine(folder, "bank-accounts.csv.gz")), "bank-accounts.csv.gz")
            : Total.Of(Gzip(CsvRecordReaderTests.BankHeader, Enumerable.Range(0, 49_102)
                .Select(i => $"{i},7,1993-01-01,{(i % 2 == 0 ? "credit" : "debit")},,1.00,-{i}.50,,,")), "bank.csv.gz");

        Assert.Equal((49_102, 0), (total.Taken, total.Refused.Count));
    }

    [Fact]
    public void Retail_rows_are_kept_and_refused_as_the_reference_has_them()
    {
        var folder = SharedData.Folder("retail");
        var reference = folder is null
            ? ["month,rows,kept,rejected_cancellation,rejected_price_not_positive", "own,4,2,1,1"]
            : File.ReadAllLines(Path.Combine(folder, "reference", "dirt-by-month.csv"));
        var columns = reference[0].Split(',');
        var (units, thousandths) = (0L, 0L);
        foreach (var month in reference[1..].Select(line => line.Split(',')).Where(month => month[0] != "total"))
        {
            var name = month[0] + ".csv.gz";
            var total = Total.Of(folder is null ? OwnRetail() : LineReader.Open(Path.Combine(folder, name)), name);
            Assert.Equal(month[Array.IndexOf(columns, "kept")], total.Taken.ToString());
            foreach (var (reason, index) in columns.Select((column, i) => (column, i)).Where(c => IsReason(c.column)))
                Assert.Equal((reason, month[index]), (reason, total.Refused.GetValueOrDefault(reason[9..]).ToString()));
            Assert.Equal(month[1], (total.Taken + total.Refused.Values.Sum()).ToString());
            Assert.Equal((0L, total.Taken), (total.WithoutTime, total.Ids.Count));
            (units, thousandths) = (units + total.Quantity, thousandths + total.Amount);
        }
        // The reference's units_kept and revenue of all months.
        Assert.Equal(folder is null ? (7, 15_301) : (2_110_432, 3_907_419_300), (units, thousandths));
    }

    private static bool IsReason(string column) => column.StartsWith("rejected_", StringComparison.Ordinal);

    private static LineReader OwnRetail() => Gzip(RetailRecordReaderTests.Header,
    [
        "536365,85123A,\"HOLDER, 7\"\"\",6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom",
        "C536365,85123A,HOLDER,-6,2010-12-01 08:27:00,2.55,17850.0,United Kingdom",
        "536366,71053,,1,2010-12-01 08:28:00,0,,",
        "536367,71053,,1,2010-12-01 08:28:00,0.001,,",
    ]);

    private static LineReader Gzip(string header, IEnumerable<string> lines)
    {
        var file = new MemoryStream();
        using (var gzip = new GZipStream(file, CompressionLevel.Fastest, leaveOpen: true))
        using (var writer = new StreamWriter(gzip, new UTF8Encoding(true)) { NewLine = "\r\n" })
        {
            writer.WriteLine(header);
            foreach (var line in lines) writer.WriteLine(line);
        }
        file.Position = 0;
        return new LineReader(file, "own file");
    }

    /// <summary>What all lines of a file come to.</summary>
    private sealed class Total
    {
        public long Taken { get; private set; }
        public long Amount { get; private set; }
        public long Quantity { get; private set; }
        public long WithoutTime { get; private set; }
        public HashSet<string> Ids { get; } = [];
        public Dictionary<string, long> Refused { get; } = [];

        public static Total Of(LineReader lines, string fileName)
        {
            using var owned = lines;
            var total = new Total();
            Assert.True(lines.TryRead(out var line));
            var reader = RecordReader.ForFirstLine(line, fileName, out var isHeader);
            Assert.True(isHeader);
            while (lines.TryRead(out line)) total.Take(reader, line, lines.LineNumber);
            return total;
        }

        private void Take(RecordReader reader, ReadOnlySpan<byte> line, long number)
        {
            TransactionRecord transaction = default;
            SaleRecord sale = default;
            switch (reader.Read(line, number, ref transaction, ref sale, out var refusal))
            {
                case RecordRead.Transaction:
                    Taken++;
                    Amount += transaction.Amount;
                    break;
                case RecordRead.Sale:
                    Taken++;
                    Quantity += sale.Quantity;
                    Amount += sale.Quantity * sale.Price;
                    Ids.Add(Encoding.ASCII.GetString(sale.Id));
                    break;
                default:
                    Refused[refusal.Reason] = Refused.GetValueOrDefault(refusal.Reason) + 1;
                    break;
            }
            if (reader.LastTime == 0) WithoutTime++;
        }
    }
}
