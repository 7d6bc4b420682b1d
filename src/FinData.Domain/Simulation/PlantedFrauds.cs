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

    private readonly SimulatorOptions _options;
    private readonly AccountCrowd _crowd;
    private readonly RandomKey _cards, _terminals;
    private readonly double _payments, _cardSpellMax, _terminalSpell;

    public PlantedFrauds(SimulatorOptions options, RecordPlan plan, AccountCrowd crowd)
    {
        (_options, _crowd) = (options, crowd);
        _cards = new RandomKey(options.Seed, RandomStream.CardFraud);
        _terminals = new RandomKey(options.Seed, RandomStream.TerminalFraud);
        _payments = Math.Max(1e-6, plan.ShareOf(PlannedKind.Payment));
        var recordsPerDay = options.RecordsPerSecond * 86_400;
        _cardSpellMax = CardDays * recordsPerDay;
        _terminalSpell = Math.Min(TerminalDays * recordsPerDay, PaymentsMax * options.Terminals / _payments);
    }

    /// <summary>The payment's scenario, 0 to 3; may raise its amount, in minor units.</summary>
    public byte Plant(ref CounterRandom random, long index, in AccountHabits account, int terminal, ref double amount)
    {
        if (!_options.Frauds) return 0;

        byte scenario = 0;
        if (random.NextShare() < _options.LargeAmountShare)
        {
            scenario = 1;
            amount = account.Mean * (6 + 6 * random.NextShare());
        }
        if (IsCompromised(_terminals, terminal, index, _terminalSpell, _options.CompromisedTerminalShare))
            scenario = 2;
        var spell = Math.Min(_cardSpellMax, PaymentsMax / (_payments * _crowd.ShareOf(account.Rank)));
        var chance = _options.CompromisedCardShare / CardPaymentShare;
        if (IsCompromised(_cards, account.Rank, index, spell, chance) && random.NextShare() < CardPaymentShare)
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
