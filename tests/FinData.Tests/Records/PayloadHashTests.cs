using FinData.Domain.Records;

namespace FinData.Tests.Records;

public class PayloadHashTests
{
    private const string Transfer =
        """{"id":"t1","ts":"2026-01-01T00:00:00Z","type":"transfer","account":"a1","to":"a2","amount":"1.50"}""";

    [Fact]
    public void The_hash_of_a_record_never_changes()
    {
        // These stand beside ids in journals: another value here makes every retry look like another payload.
        Assert.Equal(13_150_226_716_362_166_628UL, HashOf(Transfer));
        Assert.Equal(358_137_055_722_964_422UL, HashOf(JsonSaleTests.Sale));
    }

    [Theory]
    [InlineData("t1", "t2")]
    [InlineData("1.50\"", "1.5\",\"x\":0")]
    [InlineData("00Z", "00.000Z")]
    [InlineData("\"a2\"", "\"account:a2\"")]
    public void The_same_said_otherwise_has_the_same_hash(string from, string to) =>
        Assert.Equal(HashOf(Transfer), HashOf(Transfer.Replace(from, to)));

    [Theory]
    [InlineData("1.50", "1.51")]
    [InlineData("00Z", "00.001Z")]
    [InlineData("\"a2\"", "\"a3\"")]
    [InlineData("\"a2\"", "\"card:a2\"")]
    [InlineData("a1\",\"to\":\"a2", "a1a\",\"to\":\"2")]
    [InlineData("\"1.50\"", "\"1.50\",\"currency\":\"EUR\"")]
    public void Another_payload_has_another_hash(string from, string to)
    {
        Assert.Contains(from, Transfer);
        Assert.NotEqual(HashOf(Transfer), HashOf(Transfer.Replace(from, to)));
    }

    [Theory]
    [InlineData("\"p00001\"", "\"p00002\"")]
    [InlineData("\"c001\"", "\"c002\"")]
    [InlineData("\"quantity\":2", "\"quantity\":3")]
    [InlineData("19.90", "19.901")]
    public void Another_sale_has_another_hash(string from, string to) =>
        Assert.NotEqual(HashOf(JsonSaleTests.Sale), HashOf(JsonSaleTests.Sale.Replace(from, to)));

    [Fact]
    public void Neighbouring_amounts_and_times_do_not_collide()
    {
        var hashes = new HashSet<ulong>();
        for (var amount = 0; amount < 300; amount++)
        {
            for (var time = 0; time < 300; time++)
            {
                var record = new TransactionRecord { Amount = amount, Time = time, Account = "a1"u8 };
                Assert.True(hashes.Add(PayloadHash.Of(record)));
            }
        }
    }

    private static ulong HashOf(string json) => ReadLine.From(new JsonRecordReader(), json).PayloadHash;
}
