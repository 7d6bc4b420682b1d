using System.Text.RegularExpressions;
using FinData.IntegrationTests.Running;
using static FinData.IntegrationTests.Http.Body;

namespace FinData.IntegrationTests.Http;

/// <summary>The small golden set over HTTP: each answer to the letter, but for where in the journal it is.</summary>
public sealed partial class GoldenAnswerTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Every_line_has_its_answer_and_repeating_it_changes_nothing_even_after_a_crash()
    {
        var lines = new (string Body, string Answer)[]
        {
            (Open("g1", "account:a"), Accepted("g1", "0.00", "0.00", "0.00")),
            (Deposit("g2", "account:a", "100.00"), Accepted("g2", "100.00", "0.00", "100.00")),
            (Open("g3", "account:b", creditLine: "50.00"), Accepted("g3", "0.00", "0.00", "50.00")),
            (Transfer("g4", "account:a", "account:b", "30.00"), Accepted("g4", "70.00", "0.00", "70.00")),
            (Withdrawal("g5", "account:a", "70.01"), Rejected("g5", "insufficient-funds", "70.00", "0.00", "70.00")),
            (Payment("g6", "account:b", "terminal:t", "75.00"), Accepted("g6", "-45.00", "0.00", "5.00")),
            (Hold("g7", "account:a", "60.00"), Accepted("g7", "70.00", "60.00", "10.00")),
            (Payment("g8", "account:a", "terminal:t", "10.01"),
                Rejected("g8", "insufficient-funds", "70.00", "60.00", "10.00")),
            (Commit("g9", "account:a", "g7", "55.00", "terminal:t"), Accepted("g9", "15.00", "0.00", "15.00")),
            (Deposit("g2", "account:a", "100.00"), Accepted("g2", "100.00", "0.00", "100.00")),
            (Deposit("g12", "account:a", "100.00"), Accepted("g12", "115.00", "0.00", "115.00")),
            (Withdrawal("g5", "account:a", "70.01"), Rejected("g5", "insufficient-funds", "70.00", "0.00", "70.00")),
            (Transfer("g13", "account:a", "account:nobody", "1.00"),
                Rejected("g13", "no-such-account", "115.00", "0.00", "115.00")),
        };
        var first = new Dictionary<string, string>();
        using (var node = await RunningNode.Start(folder.Path))
        {
            foreach (var (body, expected) in lines)
            {
                var answer = await node.Post(body);
                Assert.Equal((200, "application/json", expected), (answer.Status, answer.Type, Placeless(answer.Body)));
                if (!first.TryAdd(body, answer.Body)) Assert.Equal(first[body], answer.Body);
            }
            var other = await node.Post(Deposit("g2", "account:a", "200.00"));
            Assert.Equal((409, "application/problem+json"), (other.Status, other.Type));
            Assert.Contains("\"reason\":\"id-reused\"", other.Body);
            foreach (var (body, _) in lines) Assert.Equal(first[body], (await node.Post(body)).Body);
            node.Program.Kill();
        }
        using var again = await RunningNode.Start(folder.Path);
        foreach (var (body, _) in lines) Assert.Equal(first[body], (await again.Post(body)).Body);
        Assert.Equal(409, (await again.Post(Deposit("g2", "account:a", "200.00"))).Status);
        Assert.Equal("""
            kind,account,currency,posted,held,available,events
            account,account:a,EUR,115.00,0.00,115.00,10
            account,account:b,EUR,-45.00,0.00,5.00,3
            terminal,terminal:t,EUR,130.00,0.00,130.00,2
            """, (await again.Client.GetStringAsync("/api/export/balances.csv")).TrimEnd());
    }

    private static string Accepted(string id, string posted, string held, string available) =>
        Answered(id, "\"accepted\",\"reason\":null", posted, held, available);

    private static string Rejected(string id, string reason, string posted, string held, string available) =>
        Answered(id, $"\"rejected\",\"reason\":\"{reason}\"", posted, held, available);

    private static string Answered(string id, string result, string posted, string held, string available)
    {
        var money = Money(posted, held, available);
        return $$$"""{"transaction":"{{{id}}}","result":{{{result}}},"balance":{{{money}}},"position":P}""";
    }

    private static string Money(string posted, string held, string available) =>
        $$"""{"posted":"{{posted}}","held":"{{held}}","available":"{{available}}"}""";

    private static string Placeless(string body) => Place().Replace(body, "\"position\":P");

    [GeneratedRegex("""
        "position":\{"shard":\d,"batch":\d+,"index":\d+\}
        """)]
    private static partial Regex Place();
}
