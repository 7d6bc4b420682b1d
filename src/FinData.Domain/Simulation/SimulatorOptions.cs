namespace FinData.Domain.Simulation;

/// <summary>What the simulated bank and shop look like: equal options give equal records.</summary>
public sealed record SimulatorOptions
{
    /// <summary>Chooses one of 2^64 worlds (default: 1).</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Accounts of the bank, opened one by one before anything else happens (default: 10,000).</summary>
    public int Accounts { get; init; } = 10_000;

    /// <summary>Terminals of merchants, on a ring: near numbers are near in the town (default: 5,000).</summary>
    public int Terminals { get; init; } = 5_000;

    /// <summary>Products of the shop (default: 2,000).</summary>
    public int Products { get; init; } = 2_000;

    /// <summary>Categories that the products are spread over (default: 20).</summary>
    public int Categories { get; init; } = 20;

    /// <summary>Share of sales in the mix after the openings, in steps of 1/1024 (default: 0.3).</summary>
    public double SalesShare { get; init; } = 0.3;

    /// <summary>Event time of record 0, in milliseconds since 1970 UTC (default: 2026-01-01T00:00:00Z).</summary>
    public long StartTime { get; init; } = 1_767_225_600_000;

    /// <summary>Records in a second of event time, as the mean of a day (default: 200).</summary>
    /// <remarks>People act about twice a day where this is <see cref="Accounts"/> / 30,000; above that they are busier
    /// than people.</remarks>
    public double RecordsPerSecond { get; init; } = 200;

    /// <summary>Whether noon is busier than the night; false: the same rate at all hours (default: true).</summary>
    public bool DayCurve { get; init; } = true;

    /// <summary>Whether frauds are planted (default: true).</summary>
    public bool Frauds { get; init; } = true;

    /// <summary>Share of payments that are frauds by a far too large amount (default: 0.0006).</summary>
    public double LargeAmountShare { get; init; } = 0.0006;

    /// <summary>Share of payments that are frauds at a terminal compromised for some days (default: 0.0055).</summary>
    public double CompromisedTerminalShare { get; init; } = 0.0055;

    /// <summary>Share of payments that are frauds, with multiplied amounts, by a card compromised for some days
    /// (default: 0.0027).</summary>
    public double CompromisedCardShare { get; init; } = 0.0027;

    /// <summary>What is wrong with these options and what to write instead; empty when nothing is.</summary>
    public IReadOnlyList<string> Validate()
    {
        var errors = new List<string>();
        Between(nameof(Accounts), Accounts, 2, 100_000_000);
        Between(nameof(Terminals), Terminals, 1, 10_000_000);
        Between(nameof(Products), Products, 1, 1_000_000);
        Between(nameof(Categories), Categories, 1, Math.Max(1, Products));
        Between(nameof(SalesShare), SalesShare, 0, 1);
        Between(nameof(StartTime), StartTime, 0, 200_000_000_000_000);
        Between(nameof(RecordsPerSecond), RecordsPerSecond, 0.001, 1_000_000);
        Between(nameof(LargeAmountShare), LargeAmountShare, 0, 0.1);
        Between(nameof(CompromisedTerminalShare), CompromisedTerminalShare, 0, 0.3);
        Between(nameof(CompromisedCardShare), CompromisedCardShare, 0, 0.3);
        return errors;

        void Between(string name, double value, double least, double most)
        {
            // Written so that NaN fails too.
            if (!(value >= least && value <= most))
                errors.Add($"{name} is {value}; set it to a value from {least:0.###} to {most:0.###}.");
        }
    }
}
