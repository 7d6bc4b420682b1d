using FinData.Domain.Records;

namespace FinData.Tests.Records;

public class CsvRecordReaderTests
{
    public const string CardHeader =
        "transaction_id,timestamp,customer_id,terminal_id,amount,fraud,fraud_scenario";
    public const string BankHeader =
        "transaction_id,account_id,date,type,operation,amount,balance_after,k_symbol,other_bank,other_account";

    private static readonly string tooLong = new('9', 60);

    [Fact]
    public void A_card_line_is_a_payment_to_a_terminal_and_hides_its_label()
    {
        var reader = ReadLine.Reader(CardHeader);
        var line = ReadLine.From(reader, "7,2018-04-01T00:00:31Z,596,3156,57.16,1,3\r\n");

        Assert.Equal((RecordRead.Transaction, "card:7", TransactionType.Payment), (line.Read, line.Id, line.Type));
        Assert.Equal(("card:596", "terminal:3156", 5716L, ""), (line.Account, line.Other, line.Amount, line.Currency));
        Assert.Equal(ReadLine.At("2018-04-01T00:00:31Z"), line.Time);
        Assert.Equal(line.Time, reader.LastTime);
        Assert.Equal(0, line.FraudScenario);
        Assert.Null(line.StatedBalance);
    }

    [Theory]
    [InlineData("171812,576,1993-01-02,credit,cash deposit,900.00,1900.50,,,", TransactionType.Deposit, 90000, 190050)]
    [InlineData("171812,576,1993-01-02,debit,\"a, b\",900,-0.5,SIPO,AB,12", TransactionType.Withdrawal, 90000, -50)]
    public void A_bank_line_moves_crowns_and_states_the_balance(
        string text, TransactionType type, long amount, long balance)
    {
        var line = ReadLine.From(ReadLine.Reader(BankHeader), text);

        Assert.Equal(("bank:171812", "bank:576", "CZK"), (line.Id, line.Account, line.Currency));
        Assert.Equal((type, amount, balance), (line.Type, line.Amount, line.StatedBalance!.Value));
        Assert.Equal(ReadLine.At("1993-01-02T00:00:00Z"), line.Time);
    }

    public static TheoryData<string, string> BadCardLines => new()
    {
        { "0,2018-04-01T00:00:31Z,596,3156,57.16,0", "malformed-csv" },
        { "0,2018-04-01T00:00:31Z,596,3156,57.16,0,0,", "malformed-csv" },
        { "0,\"2018-04-01T00:00:31Z,596,3156,57.16,0,0", "malformed-csv" },
        { "0,2018-04-01T00:00:31Z,596,3156,57.16,0,a\"b\"", "malformed-csv" },
        { "0,2018-04-01T00:00:31Z,\"596\"7,3156,57.16,0,0", "malformed-csv" },
        { "\"", "malformed-csv" },
        { "{\"id\":1}", "malformed-csv" },
        { ",2018-04-01T00:00:31Z,596,3156,57.16,0,0", "bad-id" },
        { tooLong + ",2018-04-01T00:00:31Z,596,3156,57.16,0,0", "bad-id" },
        { "0,2018-04-01T00:00:31Z,,3156,57.16,0,0", "bad-id" },
        { "0,2018-04-01T00:00:31Z,5é6,3156,57.16,0,0", "bad-id" },
        { "0,2018-04-01T00:00:31Z,596,31\t56,57.16,0,0", "bad-id" },
        { "0,2018-04-01T00:00:31,596,3156,57.16,0,0", "bad-time" },
        { "0,2018-02-29T00:00:31Z,596,3156,57.16,0,0", "bad-time" },
        { "0,,596,3156,57.16,0,0", "bad-time" },
        { "0,2019-01-01T00:00:00.001Z,596,3156,57.16,0,0", "future-time" },
        { "0,2018-04-01T00:00:31Z,596,3156,,0,0", "bad-number" },
        { "0,2018-04-01T00:00:31Z,596,3156,1e3,0,0", "bad-number" },
        { "0,2018-04-01T00:00:31Z,596,3156,1.,0,0", "bad-number" },
        { "0,2018-04-01T00:00:31Z,596,3156,\"1,5\",0,0", "bad-number" },
        { "0,2018-04-01T00:00:31Z,596,3156,+1,0,0", "bad-number" },
        { "0,2018-04-01T00:00:31Z,596,3156,1.001,0,0", "too-many-decimals" },
        { "0,2018-04-01T00:00:31Z,596,3156,-0.01,0,0", "negative-amount" },
        { "0,2018-04-01T00:00:31Z,596,3156,10000000000000.01,0,0", "absurd-amount" },
        { "0,2018-04-01T00:00:31Z,596,3156,99999999999999999999,0,0", "absurd-amount" },
    };

    [Theory, MemberData(nameof(BadCardLines))]
    public void A_bad_card_line_is_refused_with_its_reason(string text, string reason)
    {
        var reader = ReadLine.Reader(CardHeader);
        reader.LatestTime = ReadLine.At("2019-01-01T00:00:00Z");
        var line = ReadLine.From(reader, text);

        Assert.Equal((RecordRead.Refused, reason), (line.Read, line.Reason));
        Assert.InRange(line.Detail.Length, 10, 300);
    }

    public static TheoryData<string, string> BadBankLines => new()
    {
        { "1,576,1993-01-01,withdraw,,900.00,900.00,,,", "unknown-type" },
        { "1,576,1993-01-01,credit,,900.00,,,,", "bad-number" },
        { "1,576,1993-01-01,credit,,900.00,-10000000000000.01,,,", "absurd-amount" },
        { "1,576,1993-01-01,credit,,-900.00,900.00,,,", "negative-amount" },
        { "1,576,1993-01-01T00:00:00Z,credit,,900.00,900.00,,,", "bad-time" },
        { "1,,1993-01-01,credit,,900.00,900.00,,,", "bad-id" },
    };

    [Theory, MemberData(nameof(BadBankLines))]
    public void A_bad_bank_line_is_refused_with_its_reason(string text, string reason) =>
        Assert.Equal(reason, ReadLine.From(ReadLine.Reader(BankHeader), text).Reason);

    [Theory]
    [InlineData("0.00", 0)]
    [InlineData("-0.00", 0)]
    [InlineData("57", 5700)]
    [InlineData("57.1", 5710)]
    [InlineData("57.100", 5710)]
    [InlineData("10000000000000.00", 1_000_000_000_000_000)]
    public void Good_amounts_are_read_exactly(string amount, long cents)
    {
        var line = ReadLine.From(ReadLine.Reader(CardHeader), $"0,2018-04-01T00:00:31Z,1,2,{amount},0,0");
        Assert.Equal((RecordRead.Transaction, cents), (line.Read, line.Amount));
    }

    [Fact]
    public void A_refused_line_still_has_its_day_where_the_time_could_be_read()
    {
        var reader = ReadLine.Reader(CardHeader);
        ReadLine.From(reader, "0,2018-04-01T00:00:31Z,596,3156,oops,0,0");
        Assert.Equal(ReadLine.At("2018-04-01T00:00:31Z"), reader.LastTime);

        ReadLine.From(reader, "0,yesterday,596,3156,1.00,0,0");
        Assert.Equal(0, reader.LastTime);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\r\n")]
    [InlineData("  \t ")]
    public void A_blank_line_is_nothing_and_nothing_wrong(string text)
    {
        Assert.Equal(RecordRead.Blank, ReadLine.From(ReadLine.Reader(CardHeader), text).Read);
        Assert.Equal(RecordRead.Blank, ReadLine.From(new JsonRecordReader(), text).Read);
    }

    [Fact]
    public void A_detail_names_the_field_and_shows_at_most_eighty_characters_of_the_value()
    {
        var line = ReadLine.From(ReadLine.Reader(CardHeader), $"0,{new string('é', 500)}\u001b[31m,1,2,1.00,0,0");
        Assert.StartsWith("timestamp '" + new string('é', 80) + "…' is no time", line.Detail);

        line = ReadLine.From(ReadLine.Reader(CardHeader), "0,\u001b[31m,1,2,1.00,0,0");
        Assert.StartsWith("timestamp '\uFFFD[31m' is no time", line.Detail);
    }
}
