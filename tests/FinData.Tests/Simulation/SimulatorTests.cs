using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FinData.Domain.Records;
using FinData.Domain.Simulation;

namespace FinData.Tests.Simulation;

public class SimulatorTests
{
    private const long Openings = 2_000;   // Two records for each of the small run's accounts.

    [Fact]
    public void The_same_options_give_the_same_bytes_on_every_machine()
    {
        var lines = SimulatedRun.Lines(SimulatedRun.Small, 0, 20_000);
        Assert.Equal(
            "310ee77e08c67e18c51b2129eff5ce2c03e6cd8a58836bf711c1bffbc39a0e79",
            Convert.ToHexStringLower(SHA256.HashData(lines)));
    }

    [Fact]
    public void Simulated_lines_parse_and_have_exactly_the_fields_of_their_type()
    {
        var text = Encoding.UTF8.GetString(SimulatedRun.Lines(SimulatedRun.Small, 0, 60_000));
        var lines = text.TrimEnd('\n').Split('\n');
        Assert.Equal(60_000, lines.Length);
        var shapes = new HashSet<string>();
        foreach (var line in lines)
        {
            using var json = JsonDocument.Parse(line);
            var type = json.RootElement.TryGetProperty("type", out var t) ? t.GetString() : "sale";
            shapes.Add(type + ": " + string.Join(' ', json.RootElement.EnumerateObject().Select(p => p.Name)));
        }
        Assert.Equal(
            [
                "commit: id ts type account terminal amount hold",
                "deposit: id ts type account amount",
                "hold: id ts type account amount",
                "open: id ts type account currency creditLine",
                "payment: id ts type account terminal amount",
                "reverse: id ts type account of",
                "sale: order ts product category description quantity price currency",
                "transfer: id ts type account to amount",
                "void: id ts type account hold",
                "withdrawal: id ts type account amount",
            ],
            shapes.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Reading_from_the_middle_or_backwards_gives_what_reading_through_gives()
    {
        var through = SimulatedRun.Read(SimulatedRun.Small, 0, 12_000).ToArray();
        Assert.Equal(through[7_001..], SimulatedRun.Read(SimulatedRun.Small, 7_001, 4_999));

        var simulator = new Simulator(SimulatedRun.Small);
        for (var i = through.Length - 1; i >= 0; i -= 7) Assert.Equal(through[i], SimulatedRun.At(simulator, i));
    }

    [Fact]
    public void Another_seed_gives_other_accounts_amounts_and_products()
    {
        var one = SimulatedRun.Read(SimulatedRun.Small, Openings, 5_000).ToArray();
        var other = SimulatedRun.Read(SimulatedRun.Small with { Seed = 8 }, Openings, 5_000).ToArray();
        Assert.True(Equal(r => r.IsSale ? "" : r.Account) < 100);
        Assert.True(Equal(r => r.Amount == 0 ? "" : $"{r.Amount}") < 100);
        Assert.True(Equal(r => r.Product) < 300);

        int Equal(Func<Simulated, string> part) =>
            one.Zip(other).Count(pair => part(pair.First) != "" && part(pair.First) == part(pair.Second));
    }

    [Fact]
    public void Each_account_is_opened_in_order_of_its_name_and_gets_a_deposit()
    {
        var openings = SimulatedRun.Read(SimulatedRun.Small, 0, Openings).ToArray();
        for (var i = 0; i < Openings; i += 2)
        {
            var name = $"a{i / 2 + 1:D7}";
            Assert.Equal((TransactionType.Open, name), (openings[i].Type, openings[i].Account));
            Assert.Equal((TransactionType.Deposit, name), (openings[i + 1].Type, openings[i + 1].Account));
            Assert.True(openings[i + 1].Amount > 0);
        }
        Assert.InRange(openings.Count(r => r.CreditLine > 0), 100, 300);
    }

    [Theory]
    [InlineData(0.001, true)]
    [InlineData(0.37, true)]
    [InlineData(200, true)]
    [InlineData(200, false)]
    [InlineData(1_000_000, true)]
    public void Ids_are_unique_and_time_never_goes_back(double recordsPerSecond, bool dayCurve)
    {
        // 12:34:56.789 on a leap day: a start in the middle of a day and an hour.
        const long start = 1_709_210_096_789;
        var options = SimulatedRun.Small with
        {
            RecordsPerSecond = recordsPerSecond, DayCurve = dayCurve, StartTime = start,
        };
        var (ids, last) = (new HashSet<string>(), start);
        foreach (var record in SimulatedRun.Read(options, 0, 30_000))
        {
            Assert.True(ids.Add(record.Id));
            Assert.True(record.Time >= last);
            last = record.Time;
        }
        // Without the curve the rate is exact; with it, over the days of the slow run, nearly.
        var expected = start + 29_999 / recordsPerSecond * 1000;
        if (!dayCurve) Assert.InRange(last, expected - 2, expected + 2);
        else Assert.InRange(last - expected, -43_200_000, 43_200_000);
    }

    [Fact]
    public void A_day_begins_at_the_same_moment_whatever_index_finds_it()
    {
        var simulator = new Simulator(SimulatedRun.Small with { RecordsPerSecond = 86_400 / 86_400.0 });
        for (var day = 0; day < 4_000; day++)
        {
            var time = simulator.TimeOf(day * 86_400L);
            Assert.InRange(time - simulator.Options.StartTime - day * 86_400_000L, -1, 1);
            Assert.True(simulator.TimeOf(day * 86_400L + 1) >= time);
        }
    }

    [Fact]
    public void The_last_index_is_read_and_those_beyond_are_refused()
    {
        var simulator = new Simulator(SimulatedRun.Small);
        Assert.EndsWith("999999999999", SimulatedRun.At(simulator, Simulator.IndexMax).Id, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => SimulatedRun.At(simulator, Simulator.IndexMax + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => SimulatedRun.At(simulator, -1));
    }

    [Fact]
    public void Ten_million_accounts_need_no_memory_and_a_record_allocates_nothing()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var simulator = new Simulator(new SimulatorOptions { Accounts = 10_000_000, Products = 50_000 });
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 200_000);

        TransactionRecord transaction = default;
        SaleRecord sale = default;
        // Once through before it is measured: what the compiler makes for the first calls is not a record's.
        for (long i = 0; i < 50_000; i++) simulator.Read(i * 9_001, ref transaction, ref sale);
        before = GC.GetAllocatedBytesForCurrentThread();
        for (long i = 0; i < 50_000; i++) simulator.Read(i * 9_001, ref transaction, ref sale);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Names_grow_where_seven_digits_do_not_suffice()
    {
        var simulator = new Simulator(new SimulatorOptions { Accounts = 10_000_000 });
        Assert.Equal("a9999999", SimulatedRun.At(simulator, 19_999_996).Account);
        Assert.Equal("a10000000", SimulatedRun.At(simulator, 19_999_998).Account);
    }

    [Theory]
    [InlineData(2, 1, 1, 1, 0.0)]
    [InlineData(2, 1, 1, 1, 1.0)]
    [InlineData(3, 2, 7, 7, 0.999)]
    [InlineData(100, 3, 3, 2, 0.5)]
    [InlineData(5_000, 100_000, 100_000, 900, 0.01)]
    public void The_smallest_and_oddest_worlds_work_too(
        int accounts, int terminals, int products, int categories, double sales)
    {
        var options = new SimulatorOptions
        {
            Accounts = accounts, Terminals = terminals, Products = products, Categories = categories,
            SalesShare = sales,
        };
        foreach (var record in SimulatedRun.Read(options, 0, 20_000))
        {
            if (record.IsSale) Assert.True(record.Quantity is >= 1 and <= 12 && record.Price > 0);
            else Assert.InRange(int.Parse(record.Account[1..]), 1, accounts);
            if (record.OtherKind == EntityKind.Terminal) Assert.InRange(int.Parse(record.Other[1..]), 1, terminals);
            if (record.OtherKind == EntityKind.Account) Assert.NotEqual(record.Account, record.Other);
        }
    }

    [Fact]
    public void Wrong_options_are_named_with_what_to_write_instead()
    {
        Assert.Empty(new SimulatorOptions().Validate());
        var wrong = new SimulatorOptions { Accounts = 1, SalesShare = double.NaN, Products = 5, Categories = 6 };
        Assert.Equal(
            [
                "Accounts is 1; set it to a value from 2 to 100000000.",
                "Categories is 6; set it to a value from 1 to 5.",
                "SalesShare is NaN; set it to a value from 0 to 1.",
            ],
            wrong.Validate());
        Assert.Contains("set it to", Assert.Throws<ArgumentException>(() => new Simulator(wrong)).Message,
            StringComparison.Ordinal);
    }
}
