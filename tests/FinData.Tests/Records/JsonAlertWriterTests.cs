using System.Text;
using FinData.Domain.Records;

namespace FinData.Tests.Records;

public sealed class JsonAlertWriterTests
{
    public static TheoryData<double, string> Deviations => new()
    {
        { 0, "0.0000" },
        { 4.12345, "4.1235" },      // Half up: 41234.5 and a little.
        { 4.03125, "4.0313" },      // Exactly half.
        { 17.99994, "17.9999" },
        { 17.99996, "18.0000" },
        { -0.5, "-0.5000" },
        { 0.00004, "0.0000" },
        { double.MaxValue, "100000000000000.0000" },
    };

    [Theory, MemberData(nameof(Deviations))]
    public void Deviations_have_four_decimals_half_up(double deviations, string text) => Assert.Equal(
        $$"""{"kind":"fraud","account":"a1","transaction":"t1","z":{{text}},"velocity":0,"balance":0.00}""",
        Written(EntityKind.Account, "a1", "t1", deviations, 0, 0, 2));

    [Fact]
    public void A_card_has_its_kind_and_money_the_currencys_digits()
    {
        Assert.Equal(
            """{"kind":"fraud","account":"card:596","transaction":"card:7","z":4.5000,"velocity":12,"balance":-3}""",
            Written(EntityKind.Card, "596", "card:7", 4.5, 12, -3, 0));
        Assert.Contains("\"balance\":-12345.67}", Written(EntityKind.Account, "a", "t", 0, 1, -1234567, 2));
        Assert.Contains("\"balance\":1.005}", Written(EntityKind.Account, "a", "t", 0, 1, 1005, 3));
    }

    [Fact]
    public void The_longest_alert_fits()
    {
        var name = new string('"', EntityName.IdBytesMax);
        var text = Written(EntityKind.Terminal, name, name, double.MinValue, int.MaxValue, long.MinValue, 0);
        Assert.EndsWith("\"z\":-100000000000000.0000,\"velocity\":2147483647,\"balance\":-9223372036854775808}", text);
        Assert.Contains(string.Concat(Enumerable.Repeat("\\\"", 64)), text);
    }

    private static string Written(EntityKind kind, string name, string transaction, double deviations, int velocity,
        long balance, int digits)
    {
        var bytes = new byte[JsonAlertWriter.BytesMax];
        var length = JsonAlertWriter.Write(kind, Encoding.ASCII.GetBytes(name), Encoding.ASCII.GetBytes(transaction),
            deviations, velocity, balance, digits, bytes);
        return Encoding.ASCII.GetString(bytes, 0, length);
    }
}
