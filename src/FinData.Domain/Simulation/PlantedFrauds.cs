namespace FinData.Domain.Simulation;

/// <summary>Makes frauds of payments, of the card data's three kinds, and marks them.</summary>
/// <remarks>
/// A terminal or card is compromised or not for a whole spell; spells begin at a time of each one's own, so that their
/// number is the same at all times. A spell lasts some days, or a few dozen payments where the simulation is busier
/// than people are. Where several kinds hold, the highest number stands, as in the card data.
/// </remarks>
internal sealed class PlantedFrauds
{
    private const double TerminalDays = 28, CardDays = 14, PaymentsMax = 40;
    private const double CardPaymentShare = 1.0 / 3;   // Of a compromised card's payments; the others are its owner's.
    private const double CardFactor = 5;

    private readonly SimulatorOptions options;
    private readonly AccountCrowd crowd;
    private readonly RandomKey cards, terminals;
    private readonly double payments, cardSpellMax, terminalSpell;

    public PlantedFrauds(SimulatorOptions options, RecordPlan plan, AccountCrowd crowd)
    {
        (this.options, this.crowd) = (options, crowd);
        cards = new RandomKey(options.Seed, RandomStream.CardFraud);
        terminals = new RandomKey(options.Seed, RandomStream.TerminalFraud);
        payments = Math.Max(1e-6, plan.ShareOf(PlannedKind.Payment));
        var recordsPerDay = options.RecordsPerSecond * 86_400;
        cardSpellMax = CardDays * recordsPerDay;
        terminalSpell = Math.Min(TerminalDays * recordsPerDay, PaymentsMax * options.Terminals / payments);
    }

    /// <summary>The payment's scenario, 0 to 3; may raise its amount, in minor units.</summary>
    public byte Plant(ref CounterRandom random, long index, in AccountHabits account, int terminal, ref double amount)
    {
        if (!options.Frauds) return 0;

        byte scenario = 0;
        if (random.NextShare() < options.LargeAmountShare)
        {
            scenario = 1;
            amount = account.Mean * (6 + 6 * random.NextShare());
        }
        if (IsCompromised(terminals, terminal, index, terminalSpell, options.CompromisedTerminalShare))
            scenario = 2;
        var spell = Math.Min(cardSpellMax, PaymentsMax / (payments * crowd.ShareOf(account.Rank)));
        var chance = options.CompromisedCardShare / CardPaymentShare;
        if (IsCompromised(cards, account.Rank, index, spell, chance) && random.NextShare() < CardPaymentShare)
        {
            scenario = 3;
            amount *= CardFactor;
        }
        return scenario;
    }

    private static bool IsCompromised(RandomKey key, int number, long index, double spellRecords, double chance)
    {
        // Multiples of the golden ratio, less their whole part, spread the first spells' beginnings evenly.
        var beginning = CounterRandom.ToShare((ulong)number * CounterRandom.Step);
        var spell = (long)(index / spellRecords + beginning);
        return CounterRandom.ToShare(key.Hash(spell << 32 | (uint)number)) < chance;
    }
}
