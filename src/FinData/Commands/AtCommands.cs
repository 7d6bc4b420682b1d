using System.CommandLine;
using FinData.Queries;
using static FinData.Commands.TextTable;

namespace FinData.Commands;

/// <summary><c>findata at TIME …</c>: things as they were.</summary>
internal static class AtCommands
{
    public static Command Create()
    {
        var time = new Argument<string>("TIME")
        {
            Description = "Event time in UTC, such as 2018-04-03T12:00:00Z; a day alone is its midnight.",
        };
        return new Command("at", "Accounts and products as they were at a time of the past.")
        {
            time, Account(time), Product(time),
        };
    }

    private static Command Account(Argument<string> time)
    {
        var id = new Argument<string>("ID") { Description = "Kind and name, such as card:596." };
        return QueryCommand.Of("account", """
            Shows an account as its events up to a time make it: balance, credit line, open holds, habit, and the
            last event. What came late counts at its own time.

            Example: findata at 2018-04-03T12:00:00Z account card:596 --data ./cards
            """, [id], (node, parsed, stop) => node.AccountAtAsync(parsed.GetRequiredValue(id),
            parsed.GetRequiredValue(time), stop), Print);
    }

    private static Command Product(Argument<string> time)
    {
        var code = new Argument<string>("CODE") { Description = "Its code, such as 85123A." };
        return QueryCommand.Of("product", """
            Shows a product as its sales up to a time make it.

            Example: findata at 2010-12-06 product 85123A --data ./shop
            """, [code], (node, parsed, stop) => node.ProductAtAsync(parsed.GetRequiredValue(code),
            parsed.GetRequiredValue(time), stop), Print);
    }

    private static void Print(AccountMoment then)
    {
        new TextTable(Text(then.Account), Number(then.Currency))
            .Add("at", QueryCommand.Time(then.Time)).Add("posted", then.Posted).Add("held", then.Held)
            .Add("available", then.Available).Add("credit line", then.CreditLine)
            .Add("opened", QueryCommand.Time(then.OpenedAt)).Add("events", $"{then.Events:N0}")
            .Add("rejected", $"{then.Rejected:N0}").Add("came late", $"{then.CameLate:N0}")
            .Add("accepted debits", $"{then.Debits.Count:N0}").Add("mean debit", then.Debits.Mean)
            .Add("deviation", then.Debits.Deviation).Print();
        if (then.Holds.Count > 0) Print(then.Holds);
        AccountCommands.Print([then.Last]);
    }

    private static void Print(IReadOnlyList<OpenHold> holds)
    {
        var table = new TextTable(Text("open hold"), Number("amount"), Text("placed"), Text("expires"), Text("review"));
        foreach (var hold in holds)
            table.Add(hold.Transaction, hold.Amount, QueryCommand.Time(hold.Placed), QueryCommand.Time(hold.Expires),
                hold.Rule is null ? "" : $"by {hold.Rule}");
        table.Print();
    }

    private static void Print(ProductMoment then) => new TextTable(Text(then.Product), Number(then.Currency))
        .Add("at", QueryCommand.Time(then.Time)).Add("units", $"{then.Quantity:N0}").Add("revenue", then.Revenue)
        .Add("sales", $"{then.Sales:N0}").Add("units that day", $"{then.Today.Quantity:N0}")
        .Add("revenue that day", then.Today.Revenue).Add("last sale", QueryCommand.Time(then.LastSale)).Print();
}
