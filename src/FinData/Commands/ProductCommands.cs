using System.CommandLine;
using FinData.Queries;
using static FinData.Commands.TextTable;

namespace FinData.Commands;

/// <summary><c>findata product …</c></summary>
internal static class ProductCommands
{
    private const int TopUsual = 10;

    public static Command Create() => new("product", "Best sellers, and single products.") { Top(), Show() };

    private static Command Top()
    {
        var window = new Option<string>("--window")
        {
            Description = "The last hour or the current day of event time.", DefaultValueFactory = _ => "1h",
        };
        window.AcceptOnlyFromAmong([.. QueryBounds.Windows]);
        var category = new Option<string>("--category") { Description = "One category only.", DefaultValueFactory = _ => "" };
        var count = new Option<int>("--count")
        {
            Description = $"Ranks, at most {QueryBounds.CountMax}.", DefaultValueFactory = _ => TopUsual,
        };
        return QueryCommand.Of("top", """
            Lists the products that sold most units.

            Example: findata product top --window today --count 5 --data ./shop
            """, [window, category, count], (node, parsed, stop) => node.TopAsync(parsed.GetRequiredValue(window),
            parsed.GetRequiredValue(category), parsed.GetRequiredValue(count), stop), Print);
    }

    private static Command Show()
    {
        var code = new Argument<string>("CODE") { Description = "The product's code, such as 85123A." };
        return QueryCommand.Of("show", """
            Shows what a product sold in all, today and in the last hour.

            Example: findata product show 85123A --data ./shop
            """, [code], (node, parsed, stop) => node.ProductAsync(parsed.GetRequiredValue(code), stop), Print);
    }

    private static void Print(TopProducts top)
    {
        var table = new TextTable(Number("rank"), Text("product"), Text("description"), Text("category"), Number("quantity"), Number("revenue"));
        foreach (var row in top.Items)
            table.Add($"{row.Rank}", row.Product, row.Description, row.Category, $"{row.Quantity:N0}", row.Revenue);
        table.Print();
    }

    private static void Print(ProductDetail product)
    {
        var lastHour = product.Hour.Sum(m => m.Quantity);
        new TextTable(Text(product.Product), Text(product.Description))
            .Add("category", product.Category).Add("currency", product.Currency)
            .Add("sold in all", $"{product.Quantity:N0} for {product.Revenue}")
            .Add("today", $"{product.Today.Quantity:N0} for {product.Today.Revenue}")
            .Add("last hour", $"{lastHour:N0}").Print();
    }
}
