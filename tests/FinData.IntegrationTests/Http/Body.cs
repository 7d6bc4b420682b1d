using System.Globalization;

namespace FinData.IntegrationTests.Http;

/// <summary>Bodies of POST /api/transactions.</summary>
internal static class Body
{
    // The hour of the tests: a node's clock goes on by itself, and what is a day behind it raises no alert.
    private static readonly string rest = $"\"ts\":\"{DateTime.UtcNow:yyyy-MM-ddTHH:mm:ssZ}\"}}";

    public static string Open(string id, string account, string creditLine = "0.00") =>
        Of(id, "open", account, $$"""
            "currency":"EUR","creditLine":"{{creditLine}}"
            """);

    public static string Deposit(string id, string account, string amount) =>
        $$"""{"id":"{{id}}","type":"deposit","account":"{{account}}","amount":"{{amount}}",{{rest}}""";

    public static string Withdrawal(string id, string account, string amount) =>
        $$"""{"id":"{{id}}","type":"withdrawal","account":"{{account}}","amount":"{{amount}}",{{rest}}""";

    public static string Transfer(string id, string account, string to, string amount) =>
        $$"""{"id":"{{id}}","type":"transfer","account":"{{account}}","to":"{{to}}","amount":"{{amount}}",{{rest}}""";

    public static string Payment(string id, string account, string terminal, string amount) =>
        Of(id, "payment", account, $$"""
            "terminal":"{{terminal}}","amount":"{{amount}}"
            """);

    public static string Hold(string id, string account, string amount) =>
        $$"""{"id":"{{id}}","type":"hold","account":"{{account}}","amount":"{{amount}}",{{rest}}""";

    public static string Commit(string id, string account, string hold, string amount, string terminal) =>
        Of(id, "commit", account, $$"""
            "hold":"{{hold}}","amount":"{{amount}}","terminal":"{{terminal}}"
            """);

    public static string Of(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Of(string id, string type, string account, string more) =>
        $$"""{"id":"{{id}}","type":"{{type}}","account":"{{account}}",{{more}},{{rest}}""";
}
