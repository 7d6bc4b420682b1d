using System.Text;
using System.Text.Json.Serialization;
using FinData.Domain.Accounts;
using FinData.Domain.Fraud.Models;
using FinData.Domain.Money;
using FinData.Domain.Products;
using FinData.Domain.Records;
using FinData.Domain.Rules;
using FinData.Engine.Shards;

namespace FinData.Web;

/// <summary>How a posted record was decided.</summary>
public sealed unsafe record Decision
{
    public string? Refusal { get; init; }
    public bool IsDuplicate { get; init; }
    public int Shard { get; init; }
    public int Batch { get; init; }
    public int Frame { get; init; }

    /// <summary>The answer's body.</summary>
    public DecisionBody? Body { get; init; }

    /// <summary>The change, when a rule was asked about.</summary>
    public RuleEvent Change { get; init; }

    /// <summary>The change, when the fraud model was asked about.</summary>
    public ModelEvent ModelChange { get; init; }

    /// <summary>Of an account's event; on the shard's thread.</summary>
    public static Decision Of(Shard shard, EventHeader* e, int number, int batch, int frame)
    {
        var body = EventFrame.Body<AccountEvent>(e);
        var currency = new Currency(body.Currency);
        // The credit line is set when the account opens and stays.
        var line = e->Slot < 0 ? 0 : ((AccountRegion)shard.RegionOf(e->Kind)).Record(e->Slot).State.CreditLine;
        var balance = e->Slot < 0 ? null : new BalanceBody(MoneyText.Format(body.Balance, currency),
            MoneyText.Format(body.Held, currency), MoneyText.Format(body.Balance + line - body.Held, currency));
        return new Decision
        {
            Shard = number, Batch = batch, Frame = frame,
            Body = new DecisionBody(Encoding.ASCII.GetString(EventFrame.Id(e)),
                e->Reason != 0 ? "rejected" : IsReview(in body) ? "review" : "accepted",
                e->Reason == 0 ? null : Rejections.NameOf(e->Reason), balance, new PositionBody(number, batch, frame))
            {
                Decision = VerdictOf(in body, e->Reason),
                Rule = body.Rule == 0 ? null : RuleBody.Of(shard, body.Rule, body.RuleVersion),
                Score = ScoreBody.Of(in body),
            },
        };
    }

    // What a debit's caller has to do; null for what is none.
    private static string? VerdictOf(in AccountEvent e, ushort reason) => e.Kind switch
    {
        AccountEventKind.Withdrawn or AccountEventKind.Paid or AccountEventKind.TransferredOut => "approve",
        AccountEventKind.HoldPlaced when e.Rule > 0 => "review",
        AccountEventKind.Returned => "decline",
        AccountEventKind.Rejected when reason is Rejections.Declined or Rejections.InsufficientFunds
            or Rejections.NoSuchAccount or Rejections.CurrencyMismatch => "decline",
        _ => null,
    };

    private static bool IsReview(in AccountEvent e) => e.Kind == AccountEventKind.HoldPlaced && e.Rule > 0;

    /// <summary>Of a product's event.</summary>
    public static Decision OfSale(EventHeader* e, int shard, int batch, int frame) => new()
    {
        Shard = shard, Batch = batch, Frame = frame,
        Body = new DecisionBody(Encoding.ASCII.GetString(EventFrame.Id(e)), e->Reason == 0 ? "accepted" : "rejected",
            e->Reason == 0 ? null : Rejections.NameOf(e->Reason), null, new PositionBody(shard, batch, frame)),
    };
}

/// <summary>The answer to a record that was posted.</summary>
/// <param name="Transaction">Its id.</param>
/// <param name="Result">accepted, rejected, review, or undecided: then a fail policy has answered.</param>
/// <param name="Reason">Why it was rejected, or is undecided.</param>
/// <param name="Balance">The account's money after it; null where there is no account.</param>
/// <param name="Position">Where it stands in the journal; null while undecided.</param>
public sealed record DecisionBody(string Transaction, string Result, string? Reason, BalanceBody? Balance,
    PositionBody? Position)
{
    /// <summary>
    /// <c>approve</c>, <c>review</c> or <c>decline</c>, where decisions are asked for; left out for what is no debit.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Decision { get; init; }

    /// <summary>Whose debit it is, and when it was; left out of answers, where the asker knows.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Account { get; init; }

    /// <inheritdoc cref="Account"/>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Ts { get; init; }

    /// <summary>How likely a fraud is, and why; left out without a model.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ScoreBody? Score { get; init; }

    /// <summary>The rule that has decided; left out when none has.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RuleBody? Rule { get; init; }
}

/// <summary>What the model thought of a payment.</summary>
/// <param name="Probability">How likely a fraud is.</param>
/// <param name="Model">The number of the change that brought the model: <c>findata model list</c>.</param>
/// <param name="Reasons">What moved the score most, in words; none where it is low.</param>
public sealed record ScoreBody(double Probability, int Model, IReadOnlyList<string> Reasons)
{
    /// <summary>Of an event; null without a score of its own.</summary>
    public static ScoreBody? Of(in AccountEvent e)
    {
        if (!e.IsScored) return null;
        var (kept, words) = (e.Reasons, new List<string>());
        foreach (ref readonly var reason in kept.All)
            if (reason.Feature > 0) words.Add(ReasonWords.Of(in reason));
        return new ScoreBody(TreeModel.ProbabilityOf(e.Score), e.Model, words);
    }
}

/// <summary>A rule that has decided, and what it says of it.</summary>
public sealed record RuleBody(string Name, int Version, string? Reason)
{
    /// <summary>By its number; on the shard's thread.</summary>
    public static RuleBody Of(Shard shard, int rule, int version)
    {
        var book = ((RuleRegion)shard.RegionOf((byte)EntityKind.RuleCopy)).Entity.Copy;
        var said = book.Find(book.NameOf(rule))?.Versions.Find(v => v.Number == version)?.Rule?.Reason;
        return new RuleBody(book.NameOf(rule), version, said);
    }
}

/// <summary>An account's money after a decision, as decimal strings.</summary>
public sealed record BalanceBody(string Posted, string Held, string Available);

/// <summary>Where a decision is in the journal.</summary>
public sealed record PositionBody(int Shard, int Batch, int Index);
