using FinData.Domain.Records;

namespace FinData.Domain.Simulation;

/// <summary>Which of the two records <see cref="Simulator.Read"/> has filled.</summary>
public enum SimulatedKind : byte
{
    Transaction = 1,
    Sale = 2,
}

/// <summary>A bank and a shop without end: record number i is a pure function of the options and i.</summary>
/// <remarks>
/// So a reader goes on from any position without what came before, two readers of one position get the same bytes, on
/// any machine, and ten million accounts take no memory. Records 0 to 2 * accounts - 1 open the accounts, each
/// with a deposit; after that all kinds are mixed. Times never go back. Not safe for two threads at once: a simulator
/// is cheap, so each takes its own.
/// </remarks>
public sealed class Simulator
{
    /// <summary>The last index whose id has twelve digits.</summary>
    public const long IndexMax = 999_999_999_998;

    private readonly RecordText text = new();
    private readonly SimulatedClock clock;
    private readonly RecordPlan plan;
    private readonly SimulatedBank bank;
    private readonly SimulatedShop shop;

    /// <exception cref="ArgumentException">The options are not valid; the message says each one's remedy.</exception>
    public Simulator(SimulatorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var errors = options.Validate();
        if (errors.Count > 0) throw new ArgumentException(string.Join(" ", errors), nameof(options));

        Options = options;
        clock = new SimulatedClock(options);
        plan = new RecordPlan(options);
        bank = new SimulatedBank(options, clock, plan, text);
        shop = new SimulatedShop(options, clock, text);
    }

    public SimulatorOptions Options { get; }

    /// <summary>The event time of a record, in milliseconds since 1970 UTC: for a source that keeps pace with a
    /// clock.</summary>
    public long TimeOf(long index) => clock.TimeOf(index);

    /// <summary>Fills one of the two records and says which; the other is left as it was.</summary>
    /// <remarks>Spans are valid until the next call. Nothing is allocated.</remarks>
    /// <param name="index">0 to <see cref="IndexMax"/>, in any order.</param>
    /// <param name="transaction">Filled when the answer is <see cref="SimulatedKind.Transaction"/>.</param>
    /// <param name="sale">Filled when the answer is <see cref="SimulatedKind.Sale"/>.</param>
    public SimulatedKind Read(long index, ref TransactionRecord transaction, ref SaleRecord sale)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(index, IndexMax);
        text.Clear();
        var planned = plan.At(index);
        if (planned.Kind == PlannedKind.Sale)
        {
            shop.Write(index, ref sale);
            return SimulatedKind.Sale;
        }
        bank.Write(index, planned, ref transaction);
        return SimulatedKind.Transaction;
    }
}
