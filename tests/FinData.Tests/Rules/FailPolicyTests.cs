using System.Text;
using FinData.Web;

namespace FinData.Tests.Rules;

/// <summary>What is answered on a debit while nothing can be decided.</summary>
public sealed class FailPolicyTests
{
    private const string Time = "\"ts\":\"2026-01-05T10:00:00Z\"}";

    [Theory]
    [InlineData("approve"), InlineData("review"), InlineData("decline")]
    public void The_bank_s_word_stands_in_and_is_marked_as_undecided(string word)
    {
        var answer = Answer(new FailPolicy(word, TimeSpan.Zero, null), Debit("withdrawal", "9999.00"));
        Assert.Equal(("d1", "undecided", "journal-stalled", word),
            (answer!.Transaction, answer.Result, answer.Reason, answer.Decision));
        Assert.Null(answer.Position);
        Assert.Null(answer.Balance);
    }

    [Theory]
    [InlineData("25.00", "", "approve"), InlineData("25.01", "", "decline")]
    [InlineData("25.00", "EUR", "approve"), InlineData("25.01", "EUR", "decline")]
    [InlineData("25", "JPY", "approve"), InlineData("26", "JPY", "decline")]
    [InlineData("25.000", "KWD", "approve"), InlineData("25.001", "KWD", "decline")]
    public void Up_to_a_limit_in_units_of_its_currency_a_debit_is_approved(string amount, string currency,
        string word) =>
        Assert.Equal(word, Answer(new FailPolicy("approve", TimeSpan.Zero, 2500),
            Debit("withdrawal", amount, currency))!.Decision);

    [Fact]
    public void A_limit_is_for_approving_alone() => Assert.Equal("review",
        Answer(new FailPolicy("review", TimeSpan.Zero, 2500), Debit("withdrawal", "26.00"))!.Decision);

    [Fact]
    public void What_is_no_debit_or_cannot_be_read_is_refused()
    {
        var policy = new FailPolicy("approve", TimeSpan.Zero, null);
        Assert.Null(Answer(policy, Debit("deposit", "1.00")));
        Assert.Null(Answer(policy, Debit("withdrawal", "1.0.0")));
        Assert.Null(Answer(policy, "{"));
        Assert.Null(Answer(FailPolicy.Refuse, Debit("withdrawal", "1.00")));
    }

    private static DecisionBody? Answer(FailPolicy policy, string body) =>
        policy.Answer(Encoding.UTF8.GetBytes(body), "journal-stalled");

    private static string Debit(string type, string amount, string currency = "") =>
        $$"""{"id":"d1","type":"{{type}}","account":"a","amount":"{{amount}}",""" +
        (currency.Length > 0 ? $"\"currency\":\"{currency}\"," : "") + Time;
}
