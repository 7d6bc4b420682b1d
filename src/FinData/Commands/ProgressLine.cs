using System.Diagnostics;
using System.Globalization;

namespace FinData.Commands;

/// <summary>One line on standard error that says how far long work is; silent where nobody looks.</summary>
internal sealed class ProgressLine(bool isQuiet, long total) : IDisposable
{
    private const int Width = 30;
    private static readonly TimeSpan every = TimeSpan.FromMilliseconds(200);

    private readonly bool shown = !isQuiet && !Console.IsErrorRedirected;
    private readonly Stopwatch watch = Stopwatch.StartNew();
    private TimeSpan next;

    public void Show(long done, long records)
    {
        if (!shown || watch.Elapsed < next) return;
        next = watch.Elapsed + every;
        var share = total == 0 ? 1 : Math.Clamp((double)done / total, 0, 1);
        var filled = (int)(share * Width);
        var rate = records / Math.Max(watch.Elapsed.TotalSeconds, 0.001);
        Console.Error.Write(string.Create(CultureInfo.InvariantCulture,
            $"\r{new string('━', filled)}{new string('╌', Width - filled)} {share:P0}  " +
            $"{records:N0} records  {rate:N0}/s \u001b[K"));
    }

    public void Dispose()
    {
        if (shown) Console.Error.Write("\r\u001b[K");
    }
}
