using System.Globalization;
using System.Text.Json;
using FinData.Connectors.XgBoost;
using FinData.Domain.Fraud.Models;

namespace FinData.Fraud;

/// <summary>Reads the trees out of XGBoost's JSON.</summary>
public static class XgBoostTrees
{
    /// <summary>The trees, and the log-odds that they are added to.</summary>
    /// <param name="json">What <see cref="XgBooster.ToJson"/> gives.</param>
    /// <param name="columns">The feature that each column of the training was.</param>
    public static (List<DecisionTree> Trees, double Bias) Read(byte[] json, IReadOnlyList<int> columns)
    {
        using var document = JsonDocument.Parse(json);
        var learner = document.RootElement.GetProperty("learner");
        var score = double.Parse(learner.GetProperty("learner_model_param").GetProperty("base_score").GetString()!,
            CultureInfo.InvariantCulture);
        var trees = learner.GetProperty("gradient_booster").GetProperty("model").GetProperty("trees");
        return ([.. trees.EnumerateArray().Select(tree => Tree(tree, columns))], Math.Log(score / (1 - score)));
    }

    private static DecisionTree Tree(JsonElement tree, IReadOnlyList<int> columns)
    {
        var (left, right) = (Integers("left_children"), Integers("right_children"));
        var (columnOf, weights) = (Integers("split_indices"), Numbers("sum_hessian"));
        // A leaf's value is where a split has its threshold.
        var conditions = Numbers("split_conditions");
        return new([.. left.Select((child, node) => child < 0
            ? new TreeNode(-1, 0, -1, -1, conditions[node], weights[node])
            : new TreeNode(columns[columnOf[node]], conditions[node], child, right[node], 0, weights[node]))]);

        int[] Integers(string name) => [.. tree.GetProperty(name).EnumerateArray().Select(v => v.GetInt32())];
        float[] Numbers(string name) => [.. tree.GetProperty(name).EnumerateArray().Select(v => v.GetSingle())];
    }
}
