using System.Runtime.CompilerServices;
using System.Text;
using FinData.Domain.Money;
using FinData.Domain.Records;

namespace FinData.Tests.Records;

public sealed class BinaryRecordTests
{
    private readonly BinaryRecordReader reader = new();

    [Fact]
    public void The_heads_have_no_holes()
    {
        Assert.Equal(26, Unsafe.SizeOf<BinaryTransaction>());
        Assert.Equal(32, Unsafe.SizeOf<BinarySale>());
    }

    [Fact]
    public void A_payment_has_these_bytes() => Assert.Equal(
        ("B1 03 03 04 B2 16 02 02 01 02 03 04 05 01 00 00 2E 30 00 00 00 00 00 00 00 02 " +
            "61 31 6D 31 74 31").Replace(" ", ""),
        Convert.ToHexString(Payment()));

    [Fact]
    public void A_sale_has_these_bytes() => Assert.Equal(
        ("B2 02 50 1C 02 02 05 00 01 02 03 04 05 01 00 00 03 00 00 00 00 00 00 00 BC 4D 00 00 00 00 00 00 " +
            "70 31 63 31 47 6C C3 BC 63 6F 31").Replace(" ", ""),
        Convert.ToHexString(Sale()));

    [Fact]
    public void What_is_read_from_JSON_is_the_same_after_a_way_through_binary()
    {
        const string Time = "\"ts\":\"2026-01-01T00:00:00.001Z\"";
        string[] lines =
        [
            $$"""{"id":"t1",{{Time}},"type":"open","account":"a1","currency":"JPY","creditLine":"5"}""",
            $$"""{"id":"t2",{{Time}},"type":"deposit","account":"card:7","amount":"0.01"}""",
            $$"""{"id":"t3",{{Time}},"type":"transfer","account":"a1","to":"bank:9","amount":"3.00"}""",
            $$"""{"id":"t4",{{Time}},"type":"hold","account":"a1","amount":"4.00"}""",
            $$"""{"id":"t5",{{Time}},"type":"commit","account":"a","terminal":"m","amount":"4.00","hold":"t4"}""",
            $$"""{"id":"t8",{{Time}},"type":"commit","account":"a","to":"card:1","amount":"4.00","hold":"t4"}""",
            $$"""{"id":"t6",{{Time}},"type":"void","account":"a1","hold":"t4"}""",
            $$"""{"id":"t7",{{Time}},"type":"reverse","account":"a1","of":"t3"}""",
            $$"""{"order":"o1",{{Time}},"product":"P1","quantity":2,"price":"19.90","currency":"GBP"}""",
            $$"""{"order":"o2",{{Time}},"product":"p2","category":"c","description":"ü","quantity":1,"price":"0.1"}""",
        ];
        var (json, bytes) = (new JsonRecordReader(), new byte[4096]);
        foreach (var line in lines)
        {
            TransactionRecord transaction = default, transactionAgain = default;
            SaleRecord sale = default, saleAgain = default;
            var read = json.Read(Encoding.UTF8.GetBytes(line), 1, ref transaction, ref sale, out _);
            var length = read == RecordRead.Sale ? BinaryRecordWriter.Write(in sale, bytes)
                : BinaryRecordWriter.Write(in transaction, bytes);
            Assert.Equal(read, reader.Read(bytes.AsSpan(0, length), 1, ref transactionAgain, ref saleAgain, out _));
            var (first, second) = (new byte[4096], new byte[4096]);
            if (read == RecordRead.Sale)
                Assert.Equal(JsonRecordWriter.Write(in sale, first), JsonRecordWriter.Write(in saleAgain, second));
            else
                Assert.Equal(JsonRecordWriter.Write(in transaction, first),
                    JsonRecordWriter.Write(in transactionAgain, second));
            Assert.Equal(first, second);
        }
    }

    public static TheoryData<int, byte, string> Faults => new()
    {
        { 0, 0xB3, RefusalReason.MalformedBinary },
        { 6, 3, RefusalReason.MalformedBinary },            // One byte too many for the account.
        { 1, 0, RefusalReason.UnknownType },
        { 1, 12, RefusalReason.UnknownType },
        { 1, 4, RefusalReason.BadId },                      // A transfer to a terminal is one: see below.
        { 2, 5, RefusalReason.BadId },                      // A product has no balance.
        { 3, 0, RefusalReason.BadId },                      // A payment without a terminal.
        { 4, 0xFF, RefusalReason.UnknownCurrency },
        { 15, 0x7F, RefusalReason.BadTime },
        { 23, 0x80, RefusalReason.NegativeAmount },
        { 23, 0x7F, RefusalReason.AbsurdAmount },
        { 26, 0x1F, RefusalReason.BadId },
        { 31, 0x7F, RefusalReason.BadId },
    };

    [Theory, MemberData(nameof(Faults))]
    public void A_byte_that_is_wrong_is_refused_with_its_reason(int at, byte value, string reason)
    {
        var bytes = Payment();
        bytes[at] = value;
        // A transfer may go to a terminal; to nobody it may not.
        if (at == 1 && value == 4) bytes[3] = 0;
        Assert.Equal(reason, Refused(bytes).Reason);
    }

    [Fact]
    public void No_bytes_make_it_throw()
    {
        var random = new Random(1);
        for (var i = 0; i < 100_000; i++)
        {
            var bytes = i % 2 == 0 ? Payment() : Sale();
            for (var hits = random.Next(1, 6); hits > 0; hits--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            var cut = bytes.AsSpan(0, random.Next(1, bytes.Length + 1));
            TransactionRecord transaction = default;
            SaleRecord sale = default;
            var read = reader.Read(cut, 2, ref transaction, ref sale, out var refusal);
            Assert.Equal(read is RecordRead.Refused, refusal.Reason is not null);
        }
    }

    [Fact]
    public void A_record_from_the_future_is_refused()
    {
        reader.LatestTime = 1;
        Assert.Equal(RefusalReason.FutureTime, Refused(Payment()).Reason);
        Assert.Equal(RefusalReason.FutureTime, Refused(Sale()).Reason);
    }

    private Refusal Refused(byte[] bytes)
    {
        TransactionRecord transaction = default;
        SaleRecord sale = default;
        Assert.Equal(RecordRead.Refused, reader.Read(bytes, 2, ref transaction, ref sale, out var refusal));
        return refusal;
    }

    private static byte[] Payment()
    {
        var bytes = new byte[BinaryRecordWriter.TransactionBytesMax];
        var length = BinaryRecordWriter.Write(new TransactionRecord
        {
            Id = "t1"u8, Time = 0x010504030201, Type = TransactionType.Payment, AccountKind = EntityKind.Account,
            Account = "a1"u8, OtherKind = EntityKind.Terminal, Other = "m1"u8, Amount = 12334,
            Currency = Currency.Of("EUR"),
        }, bytes);
        return bytes[..length];
    }

    private static byte[] Sale()
    {
        var sale = new SaleRecord
        {
            Id = "o1"u8, Time = 0x010504030201, Product = "p1"u8, Category = "c1"u8, Description = "Glüc"u8,
            Quantity = 3, Price = 19900, Currency = Currency.Of("GBP"),
        };
        var bytes = new byte[BinaryRecordWriter.BytesMax(in sale)];
        return bytes[..BinaryRecordWriter.Write(in sale, bytes)];
    }
}
