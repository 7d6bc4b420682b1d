using System.Runtime.InteropServices;
using static FinData.Connectors.XgBoost.NativeXgBoost;

namespace FinData.Connectors.XgBoost;

/// <summary>Boosted trees of XGBoost 1.7 (Debian's <c>libxgboost0</c>): for training only.</summary>
/// <remarks>
/// With the same rows and parameters, seed among them, the same bytes come out each time: one thread sums. For one
/// thread at a time.
/// </remarks>
public sealed unsafe class XgBooster : IDisposable
{
    // Values as log-odds, and their parts by feature.
    private const int Margin = 1, Contributions = 4;

    private readonly nint train;
    private nint booster;

    private XgBooster(nint train, nint booster) => (this.train, this.booster) = (train, booster);

    /// <summary>Trains trees.</summary>
    /// <param name="rows">Feature values, row after row; NaN for a missing one.</param>
    /// <param name="columns">How many features.</param>
    /// <param name="labels">0 or 1 for each row.</param>
    /// <param name="parameters">XGBoost's own, by its names.</param>
    /// <param name="rounds">How many trees.</param>
    /// <exception cref="XgBoostException">The library is missing or refuses.</exception>
    public static XgBooster Train(ReadOnlySpan<float> rows, int columns, ReadOnlySpan<float> labels,
        IReadOnlyDictionary<string, string> parameters, int rounds)
    {
        try
        {
            var train = Matrix(rows, columns);
            fixed (float* at = labels) Check(XGDMatrixSetFloatInfo(train, "label", at, (ulong)labels.Length));
            Check(XGBoosterCreate(&train, 1, out var booster));
            var trained = new XgBooster(train, booster);
            foreach (var (name, value) in parameters) Check(XGBoosterSetParam(booster, name, value));
            Check(XGBoosterSetParam(booster, "nthread", "1"));
            for (var round = 0; round < rounds; round++) Check(XGBoosterUpdateOneIter(booster, round, train));
            return trained;
        }
        catch (DllNotFoundException e)
        {
            throw new XgBoostException("Training needs XGBoost, which is not installed (libxgboost.so.0). " +
                "Install Debian's package libxgboost0; scoring with a model does not need it.", e);
        }
    }

    /// <summary>The log-odds of each row.</summary>
    public float[] Predict(ReadOnlySpan<float> rows, int columns) => Predict(rows, columns, Margin);

    /// <summary>The part of each feature in the log-odds of each row, and the rest in one more column.</summary>
    public float[] Contribute(ReadOnlySpan<float> rows, int columns) => Predict(rows, columns, Contributions);

    /// <summary>The model in XGBoost's JSON, as UTF-8.</summary>
    public byte[] ToJson()
    {
        Check(XGBoosterSaveModelToBuffer(booster, """{"format":"json"}""", out var length, out var bytes));
        return new ReadOnlySpan<byte>(bytes, checked((int)length)).ToArray();
    }

    /// <summary>Gives the library's memory back.</summary>
    public void Dispose()
    {
        if (booster == 0) return;
        Check(XGBoosterFree(booster));
        Check(XGDMatrixFree(train));
        booster = 0;
    }

    private float[] Predict(ReadOnlySpan<float> rows, int columns, int options)
    {
        var matrix = Matrix(rows, columns);
        Check(XGBoosterPredict(booster, matrix, options, 0, 0, out var count, out var values));
        var copied = new ReadOnlySpan<float>(values, checked((int)count)).ToArray();
        Check(XGDMatrixFree(matrix));
        return copied;
    }

    private static nint Matrix(ReadOnlySpan<float> rows, int columns)
    {
        fixed (float* at = rows)
        {
            Check(XGDMatrixCreateFromMat(at, (ulong)(rows.Length / columns), (ulong)columns, float.NaN,
                out var matrix));
            return matrix;
        }
    }

    private static void Check(int result)
    {
        if (result == 0) return;
        var text = Marshal.PtrToStringUTF8(XGBGetLastError()) ?? "no text";
        throw new XgBoostException($"XGBoost has failed: {text.Split('\n')[0]}");
    }
}
