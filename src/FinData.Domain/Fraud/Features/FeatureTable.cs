namespace FinData.Domain.Fraud.Features;

/// <summary>Feature values of some payments: a row a payment, a column a feature.</summary>
/// <typeparam name="T">Float for trees, double for regression.</typeparam>
public sealed class FeatureTable<T>(IReadOnlyList<string> names, int rows) where T : unmanaged
{
    private readonly T[] values = new T[checked(names.Count * rows)];

    /// <summary>The features, in the order of the columns.</summary>
    public IReadOnlyList<string> Names { get; } = names;

    public int Rows { get; } = rows;

    public int Columns => Names.Count;

    /// <summary>All values, row after row.</summary>
    public ReadOnlySpan<T> Values => values;

    /// <summary>The values of one payment.</summary>
    public Span<T> this[int row] => values.AsSpan(row * Columns, Columns);
}
