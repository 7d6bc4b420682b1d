namespace FinData.Domain.Simulation;

/// <summary>How one account behaves, the same for ever; a rank is an account's place by activity, 0 the
/// busiest.</summary>
/// <param name="Rank">The account's rank.</param>
/// <param name="Mean">Mean amount of its shopping, in minor units: 5 to 100 EUR.</param>
/// <param name="Hour">The hour of the day around which it is active.</param>
/// <param name="Home">The terminal around which it shops.</param>
internal readonly record struct AccountHabits(int Rank, double Mean, int Hour, int Home);

/// <summary>Draws accounts and what they do: when, where, how much; computed anew each time, so ten million cost no
/// memory.</summary>
internal sealed class AccountCrowd
{
    private const int ActiveHours = 5;           // Before and after the account's own hour.
    private const int OddHours = 307;            // Of 2048: how often it is accepted at other hours all the same.
    private const int TerminalReach = 40;        // Gives some 60 terminals in three months, as in the card data.

    private readonly SimulatorOptions options;
    private readonly AccountZipf zipf;
    private readonly Permutation names;
    private readonly RandomKey habits;
    private readonly double[] activityByHour = new double[24];

    public AccountCrowd(SimulatorOptions options, SimulatedClock clock)
    {
        this.options = options;
        zipf = new AccountZipf(options.Accounts);
        names = new Permutation(options.Accounts, options.Seed, 2);
        habits = new RandomKey(options.Seed, RandomStream.Account);
        FillActivity(clock.HourShares);
    }

    /// <summary>The account's number from 0, which names it; busy accounts are anywhere among the numbers.</summary>
    public int NumberOf(int rank) => names.Of(rank);

    public int RankOf(int number) => names.InverseOf(number);

    /// <summary>The expected share of this account in what accounts do.</summary>
    public double ActivityOf(in AccountHabits account) => zipf.ShareOf(account.Rank) * activityByHour[account.Hour];

    /// <summary>The share of its rank alone, whatever its hours.</summary>
    public double ShareOf(int rank) => zipf.ShareOf(rank);

    public AccountHabits Of(int rank)
    {
        var bits = habits.Hash(rank);
        var mean = 500 + 9_500 * CounterRandom.ToShare(CounterRandom.Mix(bits + CounterRandom.Step));
        return new AccountHabits(rank, mean, HourOf(bits), (int)((bits >> 32) * (ulong)options.Terminals >> 32));
    }

    /// <summary>The account that acts at this hour: of three candidates the first whose hour it is, else the
    /// last.</summary>
    public AccountHabits DrawActive(ref CounterRandom random, int hour)
    {
        for (var i = 1; ; i++)
        {
            // The rank takes the upper bits of the draw.
            var bits = random.Next();
            var rank = zipf.RankOf(CounterRandom.ToShare(bits));
            if (i == 3 || IsActive(HourOf(habits.Hash(rank)), hour) || (bits & 2047) < OddHours) return Of(rank);
        }
    }

    /// <summary>The terminal of one purchase: mostly near home, now and then anywhere.</summary>
    public int DrawTerminal(ref CounterRandom random, in AccountHabits account)
    {
        var bits = random.Next();
        if ((bits & 31) == 0) return (int)((bits >> 32) * (ulong)options.Terminals >> 32);
        // The difference of two even draws: a triangle around home.
        var offset = ((int)(bits >> 16 & 0xFFFF) - (int)(bits >> 48)) * TerminalReach / 0x10000;
        var terminal = (account.Home + offset) % options.Terminals;
        return terminal < 0 ? terminal + options.Terminals : terminal;
    }

    /// <summary>Who gets a transfer: often one of the account's seven friends, else anyone.</summary>
    public int DrawRecipient(ref CounterRandom random, int rank)
    {
        // Eight neighbours by rank are friends: alike in activity, so that none of them drains the others. The busiest,
        // which are not alike, pay each other by size. So in the long run all get as much as they send.
        var bits = random.Next();
        var isClose = (bits & 1023) < 700;
        var friend = rank ^ (int)(1 + (bits >> 32) * 7 / (1UL << 32));
        if (isClose && rank >= AccountZipf.Busiest && friend < options.Accounts) return friend;

        var draw = random.NextShare();
        var other = isClose && rank < AccountZipf.Busiest ? zipf.BusiestRankOf(draw) : zipf.RankOf(draw);
        return other != rank ? other : (rank + 1) % options.Accounts;
    }

    // 6 to 20, a triangle around 13.
    private static int HourOf(ulong bits) => 6 + (int)(bits & 7) + (int)(bits >> 3 & 7);

    private static bool IsActive(int own, int hour)
    {
        var distance = Math.Abs(own - hour);
        return Math.Min(distance, 24 - distance) <= ActiveHours;
    }

    // How much more than its rank's share an account of each hour gets, from the rule of three candidates:
    // chosen first, or second after a no, or third after two.
    private void FillActivity(double[] hourShares)
    {
        for (var hour = 0; hour < 24; hour++)
        {
            double accepted = 0;
            for (ulong bits = 0; bits < 64; bits++) accepted += Chance(HourOf(bits), hour) / 64;
            for (var own = 0; own < 24; own++)
            {
                var refused = 1 - accepted;
                activityByHour[own] += hourShares[hour] * (Chance(own, hour) * (1 + refused) + refused * refused);
            }
        }

        static double Chance(int own, int hour) => IsActive(own, hour) ? 1 : OddHours / 2048.0;
    }
}
