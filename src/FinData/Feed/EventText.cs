using System.Globalization;
using System.Text;
using FinData.Domain.Accounts;
using FinData.Domain.Fraud;
using FinData.Domain.Fraud.Models;
using FinData.Domain.Money;
using FinData.Domain.Records;
using FinData.Engine.Shards;

namespace FinData.Feed;

/// <summary>Events in words, as feed, exports and answers show them.</summary>
public static unsafe class EventText
{
    /// <summary>An id: kind and name.</summary>
    public static string IdOf(byte kind, ReadOnlySpan<byte> name) =>
        IdOf(kind, Encoding.ASCII.GetString(name));

    /// <inheritdoc cref="IdOf(byte, ReadOnlySpan{byte})"/>
    public static string IdOf(byte kind, string name) =>
        kind == 0 ? "" : $"{((EntityKind)kind).ToString().ToLowerInvariant()}:{name}";

    /// <summary>A time in milliseconds since 1970.</summary>
    public static DateTimeOffset TimeOf(long time) => DateTimeOffset.FromUnixTimeMilliseconds(time);

    /// <summary>The amount with the sign of what it did to the account.</summary>
    public static long SignedAmount(in AccountEvent e) => e.Kind switch
    {
        AccountEventKind.Withdrawn or AccountEventKind.Paid or AccountEventKind.TransferredOut
            or AccountEventKind.HoldCommitted or AccountEventKind.TakenBack => -e.Amount,
        _ => e.Amount,
    };

    /// <summary>An event's kind in kebab-case.</summary>
    public static string NameOf(AccountEventKind kind) => kind switch
    {
        AccountEventKind.TransferredOut => "transferred-out",
        AccountEventKind.CreditRefused => "credit-refused",
        AccountEventKind.HoldPlaced => "hold-placed",
        AccountEventKind.HoldCommitted => "hold-committed",
        AccountEventKind.HoldVoided => "hold-voided",
        AccountEventKind.HoldExpired => "hold-expired",
        AccountEventKind.ReversalAsked => "reversal-asked",
        AccountEventKind.TakenBack => "taken-back",
        AccountEventKind.TakeBackRefused => "take-back-refused",
        AccountEventKind.ReversalFailed => "reversal-failed",
        AccountEventKind.RefundReturned => "refund-returned",
        AccountEventKind.LabelledFraud => "labelled-fraud",
        AccountEventKind.LabelledGenuine => "labelled-genuine",
        AccountEventKind.FraudConfirmed => "fraud-confirmed",
        _ => kind.ToString().ToLowerInvariant(),
    };

    /// <summary>Why a rule raised an alert, as a sentence.</summary>
    public static string ReasonOf(AlertRules rule, in AccountEvent e) => rule switch
    {
        AlertRules.UnusualAmount => string.Create(CultureInfo.InvariantCulture,
            $"{e.Deviations:0.0} deviations above this account's usual amount"),
        AlertRules.Velocity => string.Create(CultureInfo.InvariantCulture, $"{e.Velocity} debits within the hour"),
        AlertRules.AmountLimit => "above the limit for a single amount",
        AlertRules.FraudScore => FraudReason(in e),
        AlertRules.Review => $"held until {TimeOf(e.HoldExpiry).UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC" +
            (e.Model == 0 ? "" : $"; {FraudReason(in e)}"),
        _ => AlertPolicy.NameOf(rule),
    };

    private static string FraudReason(in AccountEvent e)
    {
        var words = new List<string>();
        var reasons = e.Reasons;
        foreach (ref readonly var reason in reasons.All)
            if (reason is { Feature: > 0, Part: > 0 }) words.Add(ReasonWords.Of(in reason));
        var probability = TreeModel.ProbabilityOf(e.Score);
        return string.Create(CultureInfo.InvariantCulture, $"fraud probability {probability:0.000}")
            + (words.Count == 0 ? "" : ": " + string.Join("; ", words));
    }

    /// <summary>An account's event as a row of the latest transactions.</summary>
    public static TransactionRow RowOf(EventHeader* header, in AccountEvent e, string account)
    {
        var currency = new Currency(e.Currency);
        return new TransactionRow(TimeOf(header->Time), Encoding.ASCII.GetString(EventFrame.Id(header)),
            NameOf(e.Kind), account,
            header->OtherKind == 0 ? null : IdOf(header->OtherKind, EventFrame.Other(header)),
            MoneyText.Format(SignedAmount(in e), currency), currency.ToString(),
            header->Reason == 0 ? "accepted" : "rejected",
            header->Reason == 0 ? null : Rejections.NameOf(header->Reason), e.Alerts != 0,
            MoneyText.Format(e.Balance, currency));
    }

    /// <summary>The alerts of an event, one for each rule.</summary>
    public static IEnumerable<AlertRow> AlertsOf(EventHeader* header, string account)
    {
        // A product that entered a top 10 is an alert too, of another form.
        if (!Queries.EntityIdText.IsAccount((EntityKind)header->Kind)) return [];
        var e = EventFrame.Body<AccountEvent>(header);
        var (transaction, currency) = (Encoding.ASCII.GetString(EventFrame.Id(header)), new Currency(e.Currency));
        var time = TimeOf(header->Time);
        return AlertPolicy.Each(e.Alerts).Select(rule => new AlertRow($"{transaction}/{AlertPolicy.NameOf(rule)}",
            time, account, transaction, AlertPolicy.NameOf(rule), ReasonOf(rule, in e),
            MoneyText.Format(e.Amount, currency), currency.ToString()))
            .ToList();
    }
}
