using FinData.Domain.Records;
using FinData.Engine.Shards;

namespace FinData.Domain.Accounts;

/// <summary>Which settings can have changed where an account decides otherwise than it did.</summary>
/// <remarks>
/// A decision follows from the journal and from <see cref="AccountPolicy"/>, which is in no journal. What is told here
/// is what explains a difference, not what is proved: only a difference that no setting explains is certain to be of
/// another kind.
/// </remarks>
public static class AccountCauses
{
    private static readonly string[] alerts =
    [
        nameof(AccountEvent.Alerts), nameof(AccountEvent.Velocity), nameof(AccountEvent.Deviations),
        nameof(EventHeader.Flags),
    ];

    /// <summary>The settings that explain all fields that differ; null where none do.</summary>
    public static string? Of(ReplayDifference found)
    {
        if (found.Kind is 0 or >= (byte)EntityKind.Product) return null;
        var kind = ((EntityKind)found.Kind).ToString().ToLowerInvariant();
        var fields = found.Fields.Select(f => f.Field).ToHashSet();
        if (fields.Contains(nameof(EventHeader.Reason))) return OfReason(found, kind);
        var causes = new List<string>();
        if (fields.Contains(nameof(AccountEvent.Alerts)) || fields.Contains(nameof(AccountEvent.Velocity)))
        {
            fields.ExceptWith(alerts);
            causes.Add("alerts.deviations, alerts.debits-min, alerts.velocity, alerts.amount-limit or " +
                "alerts.probability");
        }
        if (fields.Remove(nameof(AccountEvent.Reasons))) causes.Add("fraud.reasons-from");
        if (fields.Remove(nameof(AccountEvent.HoldExpiry))) causes.Add("holds.lasts or holds.review-lasts");
        if (fields.Remove(nameof(AccountEvent.CreditLine))) causes.Add($"accounts.{kind}.credit-line");
        if (fields.Remove(nameof(AccountEvent.Clears))) causes.Add("accounts.terminal.keeps-balance");
        return fields.Count == 0 ? string.Join(", ", causes) : null;
    }

    private static string? OfReason(ReplayDifference found, string kind)
    {
        var reason = found.Fields.First(f => f.Field == nameof(EventHeader.Reason));
        var both = new[] { reason.Was, reason.Is };
        // One that opens by itself and is not there takes in whatever comes.
        if (both.Contains(Text(Rejections.NoSuchAccount)) && !both.Contains(Text(Rejections.BalanceLimit)))
            return $"accounts.{kind}.opens-on-first-use";
        if (both.Contains(Text(Rejections.NoSuchTransaction)))
            return "idempotency.ids-min, idempotency.hours-min or idempotency.ids-max";
        return null;
    }

    private static string Text(ushort reason) => reason.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
