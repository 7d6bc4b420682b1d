using FinData.Domain.Records;

namespace FinData.Tests.Records;

public class JsonRecordReaderTests
{
    public const string Payment = """
        {"id":"t000000000001","ts":"2026-01-01T00:00:00.000Z","type":"payment",
         "account":"a0000001","terminal":"m00042","amount":123.45}
        """;

    private const TransactionType Payments = TransactionType.Payment, Commits = TransactionType.Commit;

    private const string Head = """{"id":"t1","ts":"2026-01-01T00:00:00.000Z","account":"a1",""";

    [Fact]
    public void A_payment_goes_from_an_account_to_a_terminal()
    {
        var line = ReadLine.From(new JsonRecordReader(), Payment);
        Assert.Equal((RecordRead.Transaction, "t000000000001"), (line.Read, line.Id));
        Assert.Equal(("account:a0000001", "terminal:m00042", 12345L), (line.Account, line.Other, line.Amount));
        Assert.Equal((ReadLine.At("2026-01-01T00:00:00Z"), ""), (line.Time, line.Currency));
    }

    public static TheoryData<string, TransactionType, string, string, long, long> Types => new()
    {
        { "\"type\":\"deposit\",\"amount\":\"1.50\"", TransactionType.Deposit, "", "", 150, 0 },
        { "\"type\":\"withdrawal\",\"amount\":1.5", TransactionType.Withdrawal, "", "", 150, 0 },
        { "\"type\":\"payment\",\"amount\":1,\"terminal\":\"terminal:9\"", Payments, "terminal:9", "", 100, 0 },
        { "\"type\":\"transfer\",\"amount\":0,\"to\":\"bank:9\"", TransactionType.Transfer, "bank:9", "", 0, 0 },
        { "\"type\":\"transfer\",\"amount\":0,\"to\":\"x:9\"", TransactionType.Transfer, "account:x:9", "", 0, 0 },
        { "\"type\":\"hold\",\"amount\":1", TransactionType.Hold, "", "", 100, 0 },
        { "\"type\":\"hold\",\"amount\":1,\"terminal\":\"9\"", TransactionType.Hold, "terminal:9", "", 100, 0 },
        { "\"type\":\"commit\",\"hold\":\"t0\",\"amount\":1,\"terminal\":\"9\"", Commits, "terminal:9", "t0", 100, 0 },
        { "\"type\":\"void\",\"hold\":\"t0\",\"terminal\":null", TransactionType.Void, "", "t0", 0, 0 },
        { "\"type\":\"open\",\"currency\":\"EUR\",\"creditLine\":\"50.00\"", TransactionType.Open, "", "", 0, 5000 },
        { "\"type\":\"open\",\"currency\":\"JPY\",\"creditLine\":50", TransactionType.Open, "", "", 0, 50 },
        { "\"type\":\"open\",\"currency\":\"JPY\"", TransactionType.Open, "", "", 0, 0 },
        { "\"type\":\"reverse\",\"of\":\"t0\"", TransactionType.Reverse, "", "t0", 0, 0 },
        { "\"type\":\"deposit\",\"amount\":\"1.505\",\"currency\":\"BHD\"", TransactionType.Deposit, "", "", 1505, 0 },
        { "\"t\\u0079pe\":\"dep\\u006fsit\",\"amount\":\"1\"", TransactionType.Deposit, "", "", 100, 0 },
    };

    [Theory, MemberData(nameof(Types))]
    public void Each_type_has_its_fields(
        string fields, TransactionType type, string other, string reference, long amount, long creditLine)
    {
        var reader = new JsonRecordReader();
        var line = ReadLine.From(reader, Head + fields + "}");
        Assert.Equal((RecordRead.Transaction, ""), (line.Read, line.Detail));
        Assert.Equal((type, other, reference), (line.Type, line.Other, line.Reference));
        Assert.Equal((amount, creditLine, 0L), (line.Amount, line.CreditLine, reader.UnknownFields));
    }

    [Theory]
    [InlineData("card:596", "card:596")]
    [InlineData("bank:576", "bank:576")]
    [InlineData("account:a1", "account:a1")]
    [InlineData("a1", "account:a1")]
    [InlineData("cards:1", "account:cards:1")]
    [InlineData("a b\\u0041", "account:a bA")]
    public void An_account_without_a_known_kind_is_an_account(string text, string account)
    {
        var json = $$"""{"id":"t1","ts":"2026-01-01T00:00:00Z","account":"{{text}}","type":"deposit","amount":1}""";
        Assert.Equal(account, ReadLine.From(new JsonRecordReader(), json).Account);
    }

    [Fact]
    public void Unknown_fields_and_those_of_other_types_are_left_out_and_counted()
    {
        var reader = new JsonRecordReader();
        var text = Head.Trim() + """
            "type":"deposit","amount":1,"to":"a2","fraud_scenario":3,"x":{"id":["t9"]},"x":null}
            """;
        var line = ReadLine.From(reader, text);
        Assert.Equal(("t1", "", (byte)0), (line.Id, line.Other, line.FraudScenario));
        Assert.Equal(4, reader.UnknownFields);
    }

    public static TheoryData<string, string> Bad => new()
    {
        { "[1]", "malformed-json" },
        { "\"id\"", "malformed-json" },
        { "{", "malformed-json" },
        { Head, "malformed-json" },
        { Payment.Trim() + "x", "malformed-json" },
        { Payment.Trim() + Payment.Trim(), "malformed-json" },
        { "{\"id\":01}", "malformed-json" },
        { "{\"id\":\"\\ud800\"}", "malformed-json" },
        { "{\"x\":" + new string('[', 16) + new string(']', 16) + "}", "malformed-json" },
        { "{}", "missing-field" },
        { Head + "\"type\":\"deposit\"}", "missing-field" },
        { Head + "\"type\":\"deposit\",\"amount\":null}", "missing-field" },
        { Head + "\"type\":\"payment\",\"amount\":1}", "missing-field" },
        { Head + "\"type\":\"transfer\",\"amount\":1}", "missing-field" },
        { Head + "\"type\":\"commit\",\"amount\":1}", "missing-field" },
        { Head + "\"type\":\"void\"}", "missing-field" },
        { Head + "\"type\":\"open\"}", "missing-field" },
        { Head + "\"type\":\"reverse\"}", "missing-field" },
        { Head + "\"type\":\"deposit\",\"amount\":1,\"amount\":1}", "duplicate-field" },
        { Head + "\"type\":\"deposit\",\"amount\":1,\"\\u0061mount\":1}", "duplicate-field" },
        { Head + "\"type\":\"deposit\",\"amount\":true}", "wrong-field-type" },
        { Head + "\"type\":\"deposit\",\"amount\":[1]}", "wrong-field-type" },
        { Head + "\"type\":7}", "wrong-field-type" },
        { Head + "\"type\":\"void\",\"hold\":{}}", "wrong-field-type" },
        { Head + "\"type\":\"steal\",\"amount\":1}", "unknown-type" },
        { Head + "\"type\":\"deposit\",\"amount\":1e2}", "bad-number" },
        { Head + "\"type\":\"deposit\",\"amount\":\" 1\"}", "bad-number" },
        { Head + "\"type\":\"deposit\",\"amount\":\"\"}", "bad-number" },
        { Head + "\"type\":\"deposit\",\"amount\":-1}", "negative-amount" },
        { Head + "\"type\":\"open\",\"currency\":\"EUR\",\"creditLine\":-1}", "negative-amount" },
        { Head + "\"type\":\"deposit\",\"amount\":1.001}", "too-many-decimals" },
        { Head + "\"type\":\"deposit\",\"amount\":1.5,\"currency\":\"JPY\"}", "too-many-decimals" },
        { Head + "\"type\":\"deposit\",\"amount\":10000000000000.01}", "absurd-amount" },
        { Head + "\"type\":\"deposit\",\"amount\":9999999999999999.999,\"currency\":\"BHD\"}", "absurd-amount" },
        { Head + "\"type\":\"deposit\",\"amount\":1,\"currency\":\"EURO\"}", "unknown-currency" },
        { Head + "\"type\":\"deposit\",\"amount\":1,\"currency\":\"eur\"}", "unknown-currency" },
        { Head + "\"type\":\"transfer\",\"amount\":1,\"to\":\"product:1\"}", "bad-id" },
        { Head + "\"type\":\"transfer\",\"amount\":1,\"to\":\"account:\"}", "bad-id" },
        { Head + "\"type\":\"payment\",\"amount\":1,\"terminal\":\"card:1\"}", "bad-id" },
        { Head + "\"type\":\"void\",\"hold\":\"\"}", "bad-id" },
        { Payment.Replace("t000000000001", new string('t', 65)), "bad-id" },
        { Payment.Replace("t000000000001", "t\\n"), "bad-id" },
        { Payment.Replace("t000000000001", "tä"), "bad-id" },
        { Payment.Replace("a0000001", new string('a', 57)), "bad-id" },
        { Payment.Replace("2026-01-01T00:00:00.000Z", "2026-01-01"), "bad-time" },
        { Payment.Replace("\"2026-01-01T00:00:00.000Z\"", "1767225600000"), "wrong-field-type" },
        { Payment.Replace("2026-", "2031-"), "future-time" },
    };

    [Theory, MemberData(nameof(Bad))]
    public void A_bad_record_is_refused_with_its_reason(string text, string reason)
    {
        var reader = new JsonRecordReader { LatestTime = ReadLine.At("2030-01-01T00:00:00Z") };
        var line = ReadLine.From(reader, text);
        Assert.Equal((RecordRead.Refused, reason), (line.Read, line.Reason));
        Assert.InRange(line.Detail.Length, 10, 400);
        Assert.Equal(0, reader.UnknownFields);
    }

    [Fact]
    public void A_refused_record_still_has_its_day_where_the_time_could_be_read()
    {
        var reader = new JsonRecordReader();
        foreach (var text in (string[])[Head + "\"type\":\"steal\"}", Head + "\"ts\":1}", Head])
        {
            Assert.Equal(RecordRead.Refused, ReadLine.From(reader, text).Read);
            Assert.Equal(ReadLine.At("2026-01-01T00:00:00Z"), reader.LastTime);
        }
        ReadLine.From(reader, "{}");
        Assert.Equal(0, reader.LastTime);
    }
}
