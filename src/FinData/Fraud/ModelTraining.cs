using System.Globalization;
using FinData.Connectors.XgBoost;
using FinData.Domain.Fraud.Features;
using FinData.Domain.Fraud.Models;

namespace FinData.Fraud;

/// <summary>Trains boosted trees on the labels of some days.</summary>
/// <remarks>
/// A few hundred frauds are all that a week has, so trees are shallow, steps small, each tree sees a part of rows and
/// features, and the model is the mean of two trainings. The settings were chosen on weeks of May, each tried on the
/// week that begins 14 days after its own.
/// </remarks>
public static class ModelTraining
{
    private const int Rounds = 120, Bags = 2;

    private static readonly Dictionary<string, string> parameters = new()
    {
        ["objective"] = "binary:logistic", ["base_score"] = "0.5", ["max_depth"] = "3", ["eta"] = "0.05",
        ["subsample"] = "0.8", ["colsample_bytree"] = "0.4", ["min_child_weight"] = "1", ["lambda"] = "2",
        ["max_delta_step"] = "1", ["tree_method"] = "hist", ["max_bin"] = "2048", ["verbosity"] = "0",
    };

    /// <summary>The same rows and seed give the same model, byte for byte.</summary>
    /// <param name="rows">Features of the payments to learn from.</param>
    /// <param name="labels">Which of them were frauds.</param>
    /// <param name="seed">Decides which part of rows and features a tree sees.</param>
    /// <param name="families">The features to learn from; null for all.</param>
    /// <exception cref="XgBoostException">XGBoost is missing.</exception>
    public static TreeModel Train(FeatureTable<float> rows, bool[] labels, int seed,
        IReadOnlyCollection<string>? families = null)
    {
        var columns = Enumerable.Range(0, rows.Columns)
            .Where(c => families is null || families.Contains(FeatureSet.FamilyOf((Feature)c))).ToArray();
        var (all, sum) = (new List<DecisionTree>(), 0.0);
        for (var bag = 0; bag < Bags; bag++)
        {
            using var booster = Boost(rows, columns, labels, Bags * seed + bag);
            var (trees, bias) = XgBoostTrees.Read(booster.ToJson(), columns);
            all.AddRange(trees);
            sum += bias;
        }
        return TreeModel.Of(rows.Names, sum / Bags, all, shrink: 1.0 / Bags);
    }

    /// <summary>The scores of a table's rows as log-odds.</summary>
    public static double[] Scores(TreeModel model, FeatureTable<float> rows)
    {
        var scores = new double[rows.Rows];
        for (var row = 0; row < scores.Length; row++) scores[row] = TreeModel.LogOddsOf(model.Score(rows[row]));
        return scores;
    }

    /// <summary>One training of XGBoost itself on some columns, with its own seed.</summary>
    public static XgBooster Boost(FeatureTable<float> rows, int[] columns, bool[] labels, int seed)
    {
        var settings = new Dictionary<string, string>(parameters)
        {
            ["seed"] = seed.ToString(CultureInfo.InvariantCulture),
        };
        return XgBooster.Train(Columns(rows, columns), columns.Length, [.. labels.Select(l => l ? 1f : 0f)], settings,
            Rounds);
    }

    /// <summary>Some columns of all rows, row after row.</summary>
    public static float[] Columns(FeatureTable<float> rows, int[] columns)
    {
        var values = new float[rows.Rows * columns.Length];
        for (var row = 0; row < rows.Rows; row++)
            for (var c = 0; c < columns.Length; c++) values[row * columns.Length + c] = rows[row][columns[c]];
        return values;
    }
}
