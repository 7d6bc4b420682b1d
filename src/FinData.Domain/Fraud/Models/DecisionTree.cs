namespace FinData.Domain.Fraud.Models;

/// <summary>A node of a tree as it was trained.</summary>
/// <param name="Feature">What is looked at; -1 for a leaf.</param>
/// <param name="Threshold">Values below it go left, others right.</param>
/// <param name="Left">The node on the left.</param>
/// <param name="Right">The node on the right.</param>
/// <param name="Value">A leaf's part of the log-odds.</param>
/// <param name="Weight">How much of the training came here.</param>
public readonly record struct TreeNode(int Feature, float Threshold, int Left, int Right, double Value, double Weight);

/// <summary>A tree as it was trained; node 0 is its root.</summary>
public sealed record DecisionTree(IReadOnlyList<TreeNode> Nodes);
