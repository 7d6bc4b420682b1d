using System.Text;
using FinData.Domain.Money;
using FinData.Domain.Records;

namespace FinData.Tests.Records;

/// <summary>Whatever a line holds: nothing is thrown, and what is taken is well formed.</summary>
public class AnyBytesTests
{
    private const string Commit = """
        {"id":"h\u0031","ts":"2026-01-01T00:00:00Z","type":"commit","account":"card:1","hold":"h0","amount":"1.00"}
        """;
    private const string Retail =
        "536370,dcgs06,\"A \"\"£\"\" B\",24,2010-12-01 08:45:00,3.75,12583.0,France";

    public static TheoryData<string, string, string> Lines => new()
    {
        { "card", CsvRecordReaderTests.CardHeader, "7,2018-04-01T00:00:31Z,596,\"31\"\"56\",57.16,1,3" },
        { "bank", CsvRecordReaderTests.BankHeader, "1,576,1993-01-02,credit,\"a, b\",900.00,-900.50,SIPO,AB,12" },
        { "retail", RetailRecordReaderTests.Header, Retail },
        { "payment", "{", JsonRecordReaderTests.Payment },
        { "sale", "{", JsonSaleTests.Sale },
        { "commit", "{", Commit },
    };

    [Theory, MemberData(nameof(Lines))]
    public void Mutations_of_a_good_line_never_throw_and_never_give_a_bad_record(
        string name, string header, string line)
    {
        var good = Encoding.UTF8.GetBytes(line);
        var reader = ReadLine.Reader(header);
        Assert.NotEqual(RecordRead.Refused, ReadLine.From(reader, good).Read);
        // Malformed JSON costs an exception each, so its share is smaller.
        var count = header == "{" ? 5_000 : 50_000;
        for (var seed = 0; seed < count; seed++)
        {
            var mutated = Mutate(good, new Random(seed));
            try
            {
                Check(reader, mutated);
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"{name}, seed {seed}: '{Convert.ToHexString(mutated)}' threw {e}");
            }
        }
    }

    [Theory, MemberData(nameof(Lines))]
    public void A_good_line_allocates_nothing(string name, string header, string line)
    {
        var good = Encoding.UTF8.GetBytes(line);
        var reader = ReadLine.Reader(header);
        var before = 0L;
        for (var i = 0; i < 1_000; i++)
        {
            if (i == 100) before = GC.GetAllocatedBytesForCurrentThread();
            TransactionRecord transaction = default;
            SaleRecord sale = default;
            if (reader.Read(good, 2, ref transaction, ref sale, out _) == RecordRead.Refused) Assert.Fail(name);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static byte[] Mutate(byte[] good, Random random)
    {
        var bytes = good.ToList();
        for (var changes = random.Next(1, 4); changes > 0 && bytes.Count > 0; changes--)
        {
            var at = random.Next(bytes.Count);
            // Half of the new bytes are those that mean something to one format or the other.
            var value = random.Next(2) == 0 ? (byte)random.Next(256) : (byte)"\",:{}[]\\-.0eE\r\n\0"[random.Next(16)];
            switch (random.Next(4))
            {
                case 0: bytes[at] = value; break;
                case 1: bytes.Insert(at, value); break;
                case 2: bytes.RemoveAt(at); break;
                default: bytes.InsertRange(at, bytes.GetRange(at, random.Next(bytes.Count - at))); break;
            }
        }
        return [.. bytes];
    }

    private static void Check(RecordReader reader, byte[] line)
    {
        TransactionRecord transaction = default;
        SaleRecord sale = default;
        switch (reader.Read(line, 2, ref transaction, ref sale, out var refusal))
        {
            case RecordRead.Transaction:
                AssertId(transaction.Id, EntityKind.None);
                AssertId(transaction.Account, transaction.AccountKind);
                if (transaction.OtherKind != EntityKind.None) AssertId(transaction.Other, transaction.OtherKind);
                if (transaction.Reference.Length > 0) AssertId(transaction.Reference, EntityKind.None);
                Assert.InRange(transaction.Amount, 0, MoneyText.AmountMax);
                Assert.InRange(transaction.Time, 0, TimeText.TimeMax);
                Assert.NotEqual(TransactionType.None, transaction.Type);
                Assert.Equal(0, transaction.FraudScenario);
                break;
            case RecordRead.Sale:
                AssertId(sale.Id, EntityKind.None);
                AssertId(sale.Product, EntityKind.Product);
                Assert.InRange(sale.Quantity, 1, MoneyText.AmountMax);
                Assert.InRange(sale.Price, 0, MoneyText.AmountMax / sale.Quantity);
                Assert.InRange(sale.Time, 0, TimeText.TimeMax);
                break;
            case RecordRead.Refused:
                Assert.NotEmpty(refusal.Reason);
                Assert.NotEmpty(refusal.Detail);
                Assert.DoesNotContain(refusal.Detail, char.IsControl);
                break;
        }
    }

    private static void AssertId(ReadOnlySpan<byte> name, EntityKind kind)
    {
        Assert.InRange(name.Length, 1, 64 - EntityName.Prefix(kind).Length);
        foreach (var c in name) Assert.InRange(c, (byte)' ', (byte)'~');
    }
}
