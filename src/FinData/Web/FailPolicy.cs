using System.Text;
using FinData.Domain.Money;
using FinData.Domain.Records;

namespace FinData.Web;

/// <summary>
/// What <c>POST /api/decisions</c> answers on a debit while nothing can be decided, as the bank has settled it: a word
/// in place of a decision, which is marked as <c>undecided</c> and stands in no journal.
/// </summary>
/// <remarks>Any thread.</remarks>
/// <param name="Word">
/// <c>approve</c>, <c>review</c> or <c>decline</c>; null: it is refused, and the asker decides.
/// </param>
/// <param name="After">How long a decision may take.</param>
/// <param name="ApproveUpTo">
/// The largest amount that is approved, in hundredths; null for any. More is declined.
/// </param>
public sealed record FailPolicy(string? Word, TimeSpan After, long? ApproveUpTo)
{
    /// <summary>What holds where nothing is settled: refused after 30 s.</summary>
    public static FailPolicy Refuse { get; } = new(null, TimeSpan.FromSeconds(30), null);

    /// <summary>The answer; null where it is refused, and for what is no debit.</summary>
    /// <param name="body">The record as it came.</param>
    /// <param name="reason">Why there is no decision.</param>
    public DecisionBody? Answer(ReadOnlySpan<byte> body, string reason)
    {
        if (Word is null) return null;
        TransactionRecord record = default;
        SaleRecord sale = default;
        if (new JsonRecordReader().Read(body, 0, ref record, ref sale, out _) != RecordRead.Transaction) return null;
        return record.Type is TransactionType.Withdrawal or TransactionType.Payment or TransactionType.Transfer
            ? new DecisionBody(Encoding.ASCII.GetString(record.Id), "undecided", reason, null, null)
            {
                Decision = WordFor(record.Amount, record.Currency),
            }
            : null;
    }

    private string? WordFor(long amount, Currency currency)
    {
        if (Word != "approve" || ApproveUpTo is not { } most) return Word;
        // Amounts without a currency are read in hundredths; a limit is in units of whatever currency it is.
        var digits = currency == default ? 2 : currency.Digits;
        return (decimal)amount / (long)Math.Pow(10, digits) <= most / 100m ? Word : "decline";
    }

    /// <summary>Says so when a decision that came too late is not what was answered in its place.</summary>
    /// <param name="answered">What was answered.</param>
    /// <param name="decided">The decision, which may come yet.</param>
    /// <returns>Done once it has come, or does not come any more.</returns>
    public static async Task Compare(DecisionBody answered, Task<Decision> decided)
    {
        try
        {
            var body = (await decided.WaitAsync(TimeSpan.FromMinutes(5))).Body;
            if (body?.Decision is { } word && word != answered.Decision)
                await Console.Error.WriteLineAsync(
                    $"{answered.Transaction} was answered '{answered.Decision}' by the fail policy " +
                    $"({answered.Reason}), and was decided '{word}' since. Look at it with 'findata decision show " +
                    $"{answered.Transaction}', and reverse it where that is not what was done.");
        }
        catch (TimeoutException)
        {
            // Its shard has gone elsewhere: who sends the record again hears what was decided.
        }
    }
}
