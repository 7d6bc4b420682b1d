using FinData.Domain.Records;

namespace FinData.Tests.Simulation;

/// <summary>The simplest bank there is: dictionaries, and a no where the funds don't suffice.</summary>
internal sealed class PlainLedger
{
    private readonly Dictionary<string, long> available = [];
    private readonly Dictionary<string, long> holds = [];

    public int Accepted { get; private set; }

    public int Rejected { get; private set; }

    /// <summary>Records about an account that was never opened.</summary>
    public int Unknown { get; private set; }

    public void Book(Simulated record)
    {
        if (record.Type == TransactionType.Open) this.available.Add(record.Account, record.CreditLine);
        if (!this.available.TryGetValue(record.Account, out var available)) Unknown++;
        else if (Decide(record, available)) Accepted++;
        else Rejected++;
    }

    private bool Decide(Simulated record, long available)
    {
        switch (record.Type)
        {
            case TransactionType.Deposit:
                this.available[record.Account] += record.Amount;
                return true;
            case TransactionType.Payment or TransactionType.Withdrawal:
            case TransactionType.Transfer or TransactionType.Hold:
                if (available < record.Amount) return false;
                this.available[record.Account] -= record.Amount;
                if (record.Type == TransactionType.Transfer) this.available[record.Other] += record.Amount;
                if (record.Type == TransactionType.Hold) holds.Add(record.Id, record.Amount);
                return true;
            case TransactionType.Commit or TransactionType.Void:
                if (!holds.Remove(record.Reference, out var held)) return false;
                this.available[record.Account] += held - record.Amount;
                return true;
            default:
                return true;
        }
    }
}
