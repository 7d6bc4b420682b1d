using System.Buffers;
using System.Text;
using FinData.Domain.Records;
using FinData.Domain.Simulation;

namespace FinData.Tests.Simulation;

/// <summary>One record, copied out of the simulator's scratch so that a test can keep it.</summary>
internal sealed record Simulated(
    string Id, long Time, TransactionType Type, string Account, EntityKind OtherKind, string Other, string Reference,
    long Amount, long CreditLine, byte FraudScenario, string Product = "", string Category = "",
    string Description = "", long Quantity = 0, long Price = 0)
{
    public bool IsSale => Type == TransactionType.None;
}

internal static class SimulatedRun
{
    /// <summary>Busy enough to see everything in some hundred thousand records: an account acts hundreds of
    /// times.</summary>
    public static SimulatorOptions Small { get; } =
        new() { Seed = 7, Accounts = 1_000, Terminals = 500, RecordsPerSecond = 2 };

    public static IEnumerable<Simulated> Read(SimulatorOptions options, long from, long count)
    {
        var simulator = new Simulator(options);
        for (var i = from; i < from + count; i++) yield return At(simulator, i);
    }

    public static Simulated At(Simulator simulator, long index)
    {
        TransactionRecord t = default;
        SaleRecord s = default;
        return simulator.Read(index, ref t, ref s) == SimulatedKind.Transaction
            ? new Simulated(Text(t.Id), t.Time, t.Type, Text(t.Account), t.OtherKind, Text(t.Other), Text(t.Reference),
                t.Amount, t.CreditLine, t.FraudScenario)
            : new Simulated(Text(s.Id), s.Time, TransactionType.None, "", EntityKind.None, "", "", 0, 0, 0,
                Text(s.Product), Text(s.Category), Text(s.Description), s.Quantity, s.Price);
    }

    /// <summary>The records as NDJSON.</summary>
    public static byte[] Lines(SimulatorOptions options, long from, long count)
    {
        var output = new ArrayBufferWriter<byte>();
        var simulator = new Simulator(options);
        TransactionRecord transaction = default;
        SaleRecord sale = default;
        for (var i = from; i < from + count; i++)
        {
            if (simulator.Read(i, ref transaction, ref sale) == SimulatedKind.Transaction)
                JsonRecordWriter.Write(transaction, output);
            else
                JsonRecordWriter.Write(sale, output);
        }
        return output.WrittenSpan.ToArray();
    }

    private static string Text(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(text);
}
