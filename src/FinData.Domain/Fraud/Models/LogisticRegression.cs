using FinData.Domain.Fraud.Features;

namespace FinData.Domain.Fraud.Models;

/// <summary>
/// Logistic regression on standardised features, with the sum of log losses and half the squared weights at their
/// minimum: the plain baseline.
/// </summary>
/// <remarks>
/// Means and population deviations are those of the train rows; the intercept is not penalised. Newton's method with
/// the whole second derivative (iteratively reweighted least squares) finds the one minimum in about ten steps.
/// </remarks>
public sealed class LogisticRegression
{
    private const int StepsMax = 100;
    private const double GradientMax = 1e-9;

    private readonly double[] means, deviations, weights;

    private LogisticRegression(double[] means, double[] deviations, double[] weights) =>
        (this.means, this.deviations, this.weights) = (means, deviations, weights);

    /// <summary>The weights on the standardised features.</summary>
    public ReadOnlySpan<double> Weights => weights.AsSpan(1);

    public double Intercept => weights[0];

    /// <summary>Fits a model to labelled rows.</summary>
    /// <exception cref="FraudException">The steps do not converge.</exception>
    public static LogisticRegression Fit(FeatureTable<double> rows, ReadOnlySpan<bool> labels)
    {
        var (means, deviations) = Scale(rows);
        var model = new LogisticRegression(means, deviations, new double[rows.Columns + 1]);
        for (var step = 0; step < StepsMax; step++)
            if (model.Step(rows, labels) < GradientMax) return model;
        throw new FraudException($"Logistic regression has not converged in {StepsMax} steps on {rows.Rows} rows. " +
            "Take train days with more frauds.");
    }

    /// <summary>The log-odds of a row of features.</summary>
    public double Score(ReadOnlySpan<double> features)
    {
        var sum = weights[0];
        for (var i = 0; i < features.Length; i++) sum += weights[i + 1] * ((features[i] - means[i]) / deviations[i]);
        return sum;
    }

    // One step of Newton's method; gives the largest part of the gradient before it.
    private double Step(FeatureTable<double> rows, ReadOnlySpan<bool> labels)
    {
        var n = weights.Length;
        var (gradient, second, x) = (new double[n], new double[n, n], new double[n]);
        x[0] = 1;
        for (var row = 0; row < rows.Rows; row++)
        {
            for (var i = 1; i < n; i++) x[i] = (rows[row][i - 1] - means[i - 1]) / deviations[i - 1];
            var probability = 1 / (1 + Math.Exp(-Score(rows[row])));
            var (residual, weight) = (probability - (labels[row] ? 1 : 0), probability * (1 - probability));
            for (var i = 0; i < n; i++)
            {
                gradient[i] += residual * x[i];
                for (var j = 0; j <= i; j++) second[i, j] += weight * x[i] * x[j];
            }
        }
        for (var i = 1; i < n; i++)
        {
            gradient[i] += weights[i];
            second[i, i] += 1;
        }
        var largest = gradient.Max(Math.Abs);
        var step = Solve(second, gradient);
        for (var i = 0; i < n; i++) weights[i] -= step[i];
        return largest;
    }

    // Cholesky's way for a symmetric matrix of which the lower half is given.
    private static double[] Solve(double[,] a, double[] b)
    {
        var n = b.Length;
        var x = (double[])b.Clone();
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                for (var k = 0; k < j; k++) a[i, j] -= a[i, k] * a[j, k];
                a[i, j] = i == j ? Math.Sqrt(a[i, i]) : a[i, j] / a[j, j];
            }
            for (var k = 0; k < i; k++) x[i] -= a[i, k] * x[k];
            x[i] /= a[i, i];
        }
        for (var i = n - 1; i >= 0; i--)
        {
            for (var k = i + 1; k < n; k++) x[i] -= a[k, i] * x[k];
            x[i] /= a[i, i];
        }
        return x;
    }

    // A feature that is the same everywhere says nothing: its deviation counts as 1.
    private static (double[] Means, double[] Deviations) Scale(FeatureTable<double> rows)
    {
        var (means, deviations) = (new double[rows.Columns], new double[rows.Columns]);
        for (var row = 0; row < rows.Rows; row++)
            for (var i = 0; i < means.Length; i++) means[i] += rows[row][i] / rows.Rows;
        for (var row = 0; row < rows.Rows; row++)
            for (var i = 0; i < means.Length; i++)
                deviations[i] += (rows[row][i] - means[i]) * (rows[row][i] - means[i]) / rows.Rows;
        for (var i = 0; i < means.Length; i++) deviations[i] = deviations[i] > 0 ? Math.Sqrt(deviations[i]) : 1;
        return (means, deviations);
    }
}
