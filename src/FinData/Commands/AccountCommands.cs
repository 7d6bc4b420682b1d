using System.CommandLine;
using FinData.Queries;
using static FinData.Commands.TextTable;

namespace FinData.Commands;

/// <summary><c>findata account …</c></summary>
internal static class AccountCommands
{
    private const int RowsUsual = 20;

    public static Command Create() =>
        new("account", "Balances, habits and histories of accounts, cards, bank accounts and terminals.")
    {
        Show(), List(), Events(),
    };

    private static Command Show()
    {
        var id = Id();
        return QueryCommand.Of("show", """
            Shows an account: its balance, what is usual for it, its newest alerts.

            Example: findata account show card:596 --data ./cards
            """, [id], (node, parsed, stop) => node.AccountAsync(parsed.GetRequiredValue(id), stop), Print);
    }

    private static Command List()
    {
        var search = QueryCommand.Narrowed("--search", "Any part of the id.");
        var kind = QueryCommand.Narrowed("--kind", "One kind only.");
        kind.AcceptOnlyFromAmong(["", .. QueryBounds.Kinds]);
        var sort = new Option<string>("--sort")
        {
            Description = "By id, or by the smallest or largest (-posted) balance.",
            DefaultValueFactory = _ => "account",
        };
        sort.AcceptOnlyFromAmong([.. QueryBounds.Sorts]);
        var after = new Option<string?>("--after") { Description = "Where the list before has ended." };
        var limit = QueryCommand.Limit(RowsUsual);
        return QueryCommand.Of("list", """
            Lists accounts.

            Example: findata account list --kind card --sort=-posted --limit 10 --data ./cards
            """, [search, kind, sort, limit, after], (node, parsed, stop) => node.AccountsAsync(new AccountFilter
            {
                Search = parsed.GetRequiredValue(search), Kind = parsed.GetRequiredValue(kind),
                Sort = parsed.GetRequiredValue(sort), Limit = parsed.GetRequiredValue(limit),
                After = parsed.GetValue(after),
            }, stop), Print);
    }

    private static Command Events()
    {
        var id = Id();
        var limit = QueryCommand.Limit(RowsUsual);
        var before = new Option<string?>("--before")
        {
            Description = "Events before this one: a sequence number, or where the list before has ended.",
        };
        return QueryCommand.Of("events", """
            Lists an account's events, the newest first, each with the balance after it.

            Example: findata account events card:596 --limit 5 --data ./cards
            """, [id, limit, before], (node, parsed, stop) => node.AccountEventsAsync(parsed.GetRequiredValue(id),
            parsed.GetRequiredValue(limit), parsed.GetValue(before), stop), Print);
    }

    private static Argument<string> Id() => new("ID") { Description = "Kind and name, such as card:596." };

    private static void Print(AccountDetail account)
    {
        var table = new TextTable(Text(account.Account), Number(account.Currency))
            .Add("posted", account.Posted).Add("held", account.Held).Add("available", account.Available)
            .Add("credit line", account.CreditLine).Add("events", $"{account.Events:N0}")
            .Add("last event", QueryCommand.Time(account.LastTime)).Add("accepted debits", $"{account.Debits.Count:N0}")
            .Add("mean debit", account.Debits.Mean).Add("deviation", account.Debits.Deviation);
        foreach (var window in account.Terminal)
            table.Add($"frauds of {(window.Days == 1 ? "a day" : $"{window.Days} days")}, up to a label delay ago",
                $"{window.Frauds:N0} of {window.Payments:N0}");
        table.Print();
        if (account.Alerts.Count > 0) AlertCommands.Print(account.Alerts);
    }

    private static void Print(Page<AccountRow> page)
    {
        var table = new TextTable(Text("account"), Text("currency"), Number("posted"), Number("held"),
            Number("available"), Number("events"));
        foreach (var row in page.Items)
            table.Add(row.Account, row.Currency, row.Posted, row.Held, row.Available, $"{row.Events}");
        table.Print();
        QueryCommand.More(page.Next, "--after");
    }

    private static void Print(Page<AccountEventRow> page)
    {
        Print(page.Items);
        QueryCommand.More(page.Next, "--before");
    }

    /// <summary>Events of an account, one a line.</summary>
    public static void Print(IReadOnlyList<AccountEventRow> events)
    {
        var table = new TextTable(Number("sequence"), Text("time"), Text("what"), Number("amount"), Number("balance"),
            Number("held"), Text("with"), Text("transaction"), Text("reason"), Text("shard/batch/index"));
        foreach (var row in events)
            table.Add($"{row.Sequence}", QueryCommand.Time(row.Time), row.Kind, row.Amount, row.Balance, row.Held,
                row.Other, row.Transaction, row.Rule is null ? row.Reason : $"{row.Reason ?? "review"} by {row.Rule}",
                $"{row.Position.Shard}/{row.Position.Batch}/{row.Position.Index}");
        table.Print();
    }
}
