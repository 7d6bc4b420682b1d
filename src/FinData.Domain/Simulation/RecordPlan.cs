namespace FinData.Domain.Simulation;

/// <summary>What a record number is used for.</summary>
internal enum PlannedKind : byte
{
    Sale, Payment, Withdrawal, Transfer, Deposit, Hold, Settlement, Reversal, Salary, Open, OpeningDeposit,
}

/// <summary>A record's use, and what it is about.</summary>
/// <param name="Kind">The use.</param>
/// <param name="Subject">
/// Open, OpeningDeposit, Salary: the account's number from 0; Settlement, Reversal: the index of the hold or payment;
/// else 0.
/// </param>
internal readonly record struct PlannedRecord(PlannedKind Kind, long Subject);

/// <summary>Decides from its number alone what a record is, and finds the hold that a later record settles.</summary>
/// <remarks><code>
/// index: 0 .. 2A-1          from 2A on
///        open, deposit of   S m m m … m S m m m … m S …     every k-th is a salary, of all accounts in turn
///        each account         └ the m's are numbered on and cut into blocks of 1024 places; the places of a block
///                               are its slots in an order of the block's own; a slot has one kind in all blocks
/// </code>
/// Settlement slot n of a block settles hold slot n of the block that lies that slot's own lag before it, so the
/// partner's index is arithmetic in both directions. The same holds for reversals of payments.
/// </remarks>
internal sealed class RecordPlan
{
    public const double MonthSeconds = 30 * 86_400;
    private const int BlockSize = 1024;
    private const int Mask = BlockSize - 1;

    // Odd, so that it has an inverse; near 1024 / golden ratio, so that slots of one kind spread evenly over the block.
    private const int SlotFactor = 633;
    private const int SlotFactorInverse = 969;   // 633 * 969 = 599 * 1024 + 1.

    // Of a thousand transactions of the mix; what is missing are payments. Settlements are as many as holds.
    private const int Withdrawals = 60, Transfers = 100, Deposits = 50, Holds = 33, Reversals = 4;
    private const double LagSecondsMin = 120, LagSecondsMax = 86_400, ReversalLagSeconds = 3600;

    private readonly RandomKey blocks;
    private readonly long openings;
    private readonly int accounts;
    private readonly PlannedKind[] kinds = new PlannedKind[BlockSize];
    private readonly int[] starts = new int[(int)PlannedKind.OpeningDeposit + 1];
    private readonly long[] holdLagBlocks;
    private readonly long reversalLagBlocks;
    private readonly Permutation payroll;

    public RecordPlan(SimulatorOptions options)
    {
        blocks = new RandomKey(options.Seed, RandomStream.Block);
        accounts = options.Accounts;
        openings = 2L * options.Accounts;
        payroll = new Permutation(accounts, options.Seed, 1);
        // Ten records to a salary at least: with many accounts and few records a month takes longer than a month.
        SalaryEvery = Math.Max(10, (long)(options.RecordsPerSecond * MonthSeconds / accounts));

        var transactions = BlockSize - (int)(options.SalesShare * BlockSize + 0.5);
        var slot = 0;
        Fill(PlannedKind.Sale, BlockSize - transactions);
        Fill(PlannedKind.Withdrawal, Of(Withdrawals));
        Fill(PlannedKind.Transfer, Of(Transfers));
        Fill(PlannedKind.Deposit, Of(Deposits));
        Fill(PlannedKind.Hold, Of(Holds));
        Fill(PlannedKind.Settlement, Of(Holds));
        Fill(PlannedKind.Reversal, Of(Reversals));
        Fill(PlannedKind.Payment, BlockSize - slot);

        // No lag beyond 8 records an account, so that the money held stays small beside what an account has.
        var holds = CountInBlock(PlannedKind.Hold);
        holdLagBlocks = new long[holds];
        for (var i = 0; i < holds; i++)
        {
            var octaves = Powers.Log2(LagSecondsMax / LagSecondsMin) * i / Math.Max(1, holds - 1);
            holdLagBlocks[i] = Blocks(LagSecondsMin * Powers.Exp2(octaves), 8.0);
        }
        reversalLagBlocks = Blocks(ReversalLagSeconds, 4.0);

        int Of(int thousandths) => transactions * thousandths / 1000;

        void Fill(PlannedKind kind, int count)
        {
            starts[(int)kind] = slot;
            for (var i = 0; i < count; i++) kinds[slot++] = kind;
        }

        long Blocks(double seconds, double recordsPerAccount) => Math.Max(1,
            (long)(Math.Min(seconds * options.RecordsPerSecond, recordsPerAccount * accounts) / BlockSize));
    }

    /// <summary>Every how many records after the openings one is a salary.</summary>
    public long SalaryEvery { get; }

    /// <summary>Records from one salary of an account to its next: about 30 days of them.</summary>
    public long RecordsPerMonth => SalaryEvery * accounts;

    /// <summary>How many records lie between a hold and its settlement, as a mean.</summary>
    public double HoldLagMean => holdLagBlocks.Length == 0 ? 0 : holdLagBlocks.Average() * BlockSize;

    /// <summary>The share of a kind of the mix among all records after the openings.</summary>
    public double ShareOf(PlannedKind kind) => (double)CountInBlock(kind) / BlockSize * (SalaryEvery - 1) / SalaryEvery;

    /// <summary>How much of the month has gone when the account gets its salary, 0 to 1.</summary>
    public double PayDayOf(int account) => (double)payroll.InverseOf(account) / accounts;

    public PlannedRecord At(long index)
    {
        if (index < openings)
            return new PlannedRecord((index & 1) == 0 ? PlannedKind.Open : PlannedKind.OpeningDeposit, index >> 1);

        var position = index - openings;
        var salaries = position / SalaryEvery;
        if (position == salaries * SalaryEvery)
            return new PlannedRecord(PlannedKind.Salary, payroll.Of((int)(salaries % accounts)));

        var mixed = position - salaries - 1;
        var block = mixed / BlockSize;
        var slot = SlotAt(block, (int)(mixed & Mask));
        var kind = kinds[slot];
        if (kind is not (PlannedKind.Settlement or PlannedKind.Reversal)) return new PlannedRecord(kind, 0);

        var number = slot - starts[(int)kind];
        var (lag, partner) = kind == PlannedKind.Settlement
            ? (holdLagBlocks[number], PlannedKind.Hold)
            : (reversalLagBlocks, PlannedKind.Payment);
        // Nothing lies that far back yet: one more payment.
        if (block < lag) return new PlannedRecord(PlannedKind.Payment, 0);
        return new PlannedRecord(kind, IndexOf(block - lag, starts[(int)partner] + number));
    }

    private int CountInBlock(PlannedKind kind) => kinds.Count(k => k == kind);

    private int SlotAt(long block, int place)
    {
        var order = (int)blocks.Hash(block);
        return ((place - order) * SlotFactorInverse ^ order >> 10) & Mask;
    }

    private long IndexOf(long block, int slot)
    {
        var order = (int)blocks.Hash(block);
        var place = (((slot ^ order >> 10) & Mask) * SlotFactor + order) & Mask;
        var mixed = block * BlockSize + place;
        return openings + mixed + mixed / (SalaryEvery - 1) + 1;
    }
}
