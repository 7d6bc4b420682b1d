using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using FinData.Domain.Fraud.Features;
using FinData.Domain.Fraud.Models;

namespace FinData.Domain.Fraud.Live;

/// <summary>A reason as a decision keeps it.</summary>
public struct KeptReason
{
    /// <summary>The feature's number and one; 0 for no reason.</summary>
    public int Feature;

    /// <summary>How far it moved the score, in parts of <see cref="TreeModel.One"/>; above 0 towards fraud.</summary>
    public int Part;

    /// <summary>What it saw.</summary>
    public float Value;

    /// <summary>What the feature saw that its words name beside it: a count beside a risk; else 0.</summary>
    public float Beside;
}

/// <summary>The reasons that moved a score most, the strongest first.</summary>
public struct KeptReasons
{
    /// <summary>How many are kept.</summary>
    public const int Count = 3;

    public KeptReason First, Second, Third;

    /// <summary>All of them; those without a feature are none.</summary>
    [UnscopedRef]
    public Span<KeptReason> All => MemoryMarshal.CreateSpan(ref First, Count);
}

/// <summary>What is thought of a payment before it is decided.</summary>
public struct Assessment
{
    /// <summary>1 when the payment is remembered for features.</summary>
    public byte Watched;

    /// <summary>The number of the model that scored it; 0 for none.</summary>
    public ushort Model;

    /// <summary>How many times its card's usual amount it is.</summary>
    public float Ratio;

    /// <summary>Log-odds in parts of <see cref="TreeModel.One"/>.</summary>
    public long Score;

    /// <summary>How likely a fraud is; NaN without a score.</summary>
    public double Probability;

    /// <summary>The time as of which the terminal was asked about.</summary>
    public long AsOf;

    /// <summary>Kept from a probability on, see <see cref="FraudPolicy.ReasonsFrom"/>.</summary>
    public KeptReasons Reasons;

    /// <summary>The reasons of a row that moved its score most.</summary>
    public static KeptReasons ReasonsOf(TreeModel model, ReadOnlySpan<float> row)
    {
        Span<long> parts = stackalloc long[FeatureSet.Count];
        model.Explain(row, parts);
        KeptReasons kept = default;
        for (var i = 0; i < KeptReasons.Count; i++)
        {
            var best = -1;
            for (var feature = 0; feature < parts.Length; feature++)
                if (parts[feature] != 0 && (best < 0 || Math.Abs(parts[feature]) > Math.Abs(parts[best])))
                    best = feature;
            if (best < 0) break;
            kept.All[i] = new KeptReason
            {
                Feature = best + 1, Part = (int)Math.Clamp(parts[best], int.MinValue, int.MaxValue), Value = row[best],
                Beside = ReasonWords.Beside((Feature)best, row),
            };
            parts[best] = 0;
        }
        return kept;
    }
}
