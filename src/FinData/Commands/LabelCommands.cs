using System.CommandLine;
using System.Net.Http.Json;
using System.Text.Json;
using FinData.Domain.Records;
using FinData.Node;
using FinData.Queries;
using FinData.Web;

namespace FinData.Commands;

/// <summary><c>findata label …</c>: says of a debit that it was a fraud, or was none.</summary>
internal static class LabelCommands
{
    public static Command Create() => new("label", "Whether a debit was a fraud: told once, and scores take it in.")
    {
        Of("fraud", "label-fraud", """
            Says that a debit was a fraud. Scores count it at its card and terminal once the label delay is over.

            Example: findata label fraud card:738494 --data ./cards
            """),
        Of("genuine", "label-genuine", """
            Says that a debit was looked at and is no fraud.

            Example: findata label genuine card:738494 --data ./cards
            """),
    };

    private static Command Of(string verb, string type, string description)
    {
        var transaction = new Argument<string>("TRANSACTION") { Description = "The debit's id, such as card:738494." };
        var account = new Option<string?>("--account")
        {
            Description = "Its account, such as card:596; where several have a transaction of that id.",
        };
        var command = new Command(verb, description) { transaction, account };
        var common = CommonOptions.AddTo(command);
        command.SetAction((parsed, stop) => RunAsync(common.Read(parsed), type, parsed.GetRequiredValue(transaction),
            parsed.GetValue(account), stop));
        return command;
    }

    private static async Task<int> RunAsync(CommonOptions.Values options, string type, string transaction,
        string? account, CancellationToken stop)
    {
        using var client = RuleChangeCommands.ClientOf(options.Settings);
        return await QueryCommand.RunAsync(options, "label", async (queries, quiet) =>
        {
            account ??= (await queries.DecisionAsync(new DecisionAsked(transaction), stop)).Account;
            var record = new
            {
                id = $"label:{Guid.NewGuid():N}",   // Of one debit there is one label: a repetition is told of it.
                ts = TimeText.FormatInstant(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()), type, account,
                of = transaction,
            };
            var body = await RuleChangeCommands.AskAsync(client,
                c => c.PostAsJsonAsync(new Uri("api/transactions", UriKind.Relative), record, Json.Options, stop),
                stop);
            var decided = body.Deserialize<DecisionBody>(Json.Options)!;
            if (quiet) Console.WriteLine(body.GetRawText());
            if (decided.Reason is { } reason) throw new NodeException(WhyNot(transaction, account, reason));
            if (!quiet) Console.WriteLine($"{transaction} is known as " +
                $"{(type == "label-fraud" ? "a fraud" : "genuine")} from now on.");
        }, stop);
    }

    private static string WhyNot(string transaction, string account, string reason) => reason switch
    {
        "already-labelled" => $"{transaction} has a label already, and the first one stays: findata decision show " +
            transaction,
        "no-debit" => $"{transaction} is no debit that was made or declined: only those have a label.",
        _ => $"{transaction} of {account} gets no label: {reason}.",
    };
}
