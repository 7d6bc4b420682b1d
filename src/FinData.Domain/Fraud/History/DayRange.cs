using System.Globalization;

namespace FinData.Domain.Fraud.History;

/// <summary>Whole UTC days, both included, as days since 1970.</summary>
public readonly record struct DayRange(int First, int Last)
{
    public const long DayMilliseconds = 86_400_000;

    /// <summary>Its first millisecond.</summary>
    public long Begin => First * DayMilliseconds;

    /// <summary>The millisecond after its last.</summary>
    public long End => (Last + 1) * DayMilliseconds;

    /// <summary>How many days.</summary>
    public int Days => Last - First + 1;

    public bool Contains(int day) => day >= First && day <= Last;

    /// <summary>The day of a time in milliseconds since 1970.</summary>
    public static int DayOf(long time) =>
        (int)((time >= 0 ? time : time - DayMilliseconds + 1) / DayMilliseconds);

    /// <summary>Reads <c>2018-06-03..2018-06-09</c>, or one day; false for anything else.</summary>
    public static bool TryParse(string text, out DayRange days)
    {
        var parts = text.Split("..");
        var isRead = TryDay(parts[0], out var first) & TryDay(parts[^1], out var last);
        days = new(first, last);
        return isRead && parts.Length <= 2 && first <= last;
    }

    /// <summary>Reads a day such as <c>2018-06-03</c>.</summary>
    public static bool TryDay(string text, out int day)
    {
        var isRead = DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None,
            out var date);
        day = date.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
        return isRead;
    }

    /// <summary>As it is read.</summary>
    public override string ToString() => $"{TextOf(First)}..{TextOf(Last)}";

    /// <summary>A day as it is read.</summary>
    public static string TextOf(int day) =>
        DateOnly.FromDateTime(DateTime.UnixEpoch).AddDays(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
