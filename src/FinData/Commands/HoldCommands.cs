using System.CommandLine;
using System.Net.Http.Json;
using System.Text.Json;
using FinData.Domain.Records;
using FinData.Node;
using FinData.Queries;
using FinData.Web;

namespace FinData.Commands;

/// <summary><c>findata hold …</c>: ends what is held, such as a debit that a rule has set aside for review.</summary>
internal static class HoldCommands
{
    public static Command Create() => new("hold", "Money that is held: paid, or given back.")
    {
        Of("commit", """
            Pays what is held, all of it, to whom the debit named.

            Example: findata hold commit card:738494 --data ./cards
            """, "is paid."),
        Of("void", """
            Gives what is held back to its account.

            Example: findata hold void card:738494 --data ./cards
            """, "is given back."),
    };

    private static Command Of(string type, string description, string done)
    {
        var transaction = new Argument<string>("TRANSACTION")
        {
            Description = "The id of the debit that is held, such as card:738494.",
        };
        var account = new Option<string?>("--account")
        {
            Description = "Its account, such as card:596; where several have a transaction of that id.",
        };
        var command = new Command(type, description) { transaction, account };
        var common = CommonOptions.AddTo(command);
        command.SetAction((parsed, stop) => RunAsync(common.Read(parsed), type, done,
            new DecisionAsked(parsed.GetRequiredValue(transaction), parsed.GetValue(account)), stop));
        return command;
    }

    private static async Task<int> RunAsync(CommonOptions.Values options, string type, string done, DecisionAsked asked,
        CancellationToken stop)
    {
        using var client = RuleChangeCommands.ClientOf(options.Settings);
        return await QueryCommand.RunAsync(options, "hold", async (queries, quiet) =>
        {
            var held = await queries.DecisionAsync(asked, stop);
            if (held.Kind != "hold-placed")
                throw new NodeException($"{held.Transaction} is not held: {held.Words}");
            var body = await RuleChangeCommands.AskAsync(client, c => c.PostAsJsonAsync(
                new Uri("api/transactions", UriKind.Relative), RecordOf(type, held), Json.Options, stop), stop);
            var decided = body.Deserialize<DecisionBody>(Json.Options)!;
            if (quiet) Console.WriteLine(body.GetRawText());
            if (decided.Reason is { } reason)
                throw new NodeException(reason == "no-such-hold"
                    ? $"{held.Transaction} is held no more: findata decision show {held.Transaction}"
                    : $"{held.Transaction} stays as it is: {reason}.");
            if (!quiet) Console.WriteLine($"{held.Amount} {held.Currency} of {held.Account} {done}");
        }, stop);
    }

    // Of one hold there is one end: a repetition is told that it is over.
    private static Dictionary<string, string> RecordOf(string type, DecisionDetail held)
    {
        var record = new Dictionary<string, string>
        {
            ["id"] = $"{type}:{Guid.NewGuid():N}",
            ["ts"] = TimeText.FormatInstant(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()),
            ["type"] = type, ["account"] = held.Account, ["hold"] = held.Transaction, ["currency"] = held.Currency,
        };
        if (type == "void") return record;
        record["amount"] = held.Amount;
        if (held.Other is { } other) record[other.StartsWith("terminal:", StringComparison.Ordinal) ? "terminal" : "to"]
            = other;
        return record;
    }
}
