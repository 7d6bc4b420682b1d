using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace FinData.Queries;

/// <summary>What a request asks for, within bounds.</summary>
internal readonly struct QueryParameters(HttpRequest request)
{
    private const int ShownMax = 40;

    /// <summary>Cancelled when nobody waits for the answer any more.</summary>
    public CancellationToken Stop => request.HttpContext.RequestAborted;

    /// <summary>A text; the default when it is missing.</summary>
    public string Text(string name, string missing = "", int charsMax = QueryBounds.SearchCharsMax)
    {
        var text = request.Query[name].ToString();
        QueryBounds.Require(text.Length <= charsMax, $"{name} has {text.Length} characters; use at most {charsMax}.");
        return text.Length == 0 ? missing : text;
    }

    /// <summary>The same; null when it is missing.</summary>
    public string? Optional(string name, int charsMax = QueryBounds.SearchCharsMax) =>
        Text(name, charsMax: charsMax) is { Length: > 0 } text ? text : null;

    /// <summary>Where a list goes on.</summary>
    public string? Cursor(string name) => Optional(name, QueryBounds.CursorCharsMax);

    /// <summary>A whole number; the default when it is missing.</summary>
    public int Number(string name, int missing)
    {
        var text = Text(name, charsMax: QueryBounds.CursorCharsMax);
        if (text.Length == 0) return missing;
        QueryBounds.Require(int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number),
            $"{name} is '{text[..Math.Min(text.Length, ShownMax)]}'; write a whole number.");
        return number;
    }

    /// <summary>A part of the path as it was sent, decoded once: routing leaves an encoded slash as it is, and ids may have one.</summary>
    /// <param name="fromEnd">1 for the last part.</param>
    public string PathPart(int fromEnd)
    {
        var raw = request.HttpContext.Features.Get<IHttpRequestFeature>()?.RawTarget;
        var path = string.IsNullOrEmpty(raw) ? request.Path.ToUriComponent() : raw.Split('?')[0];
        return Uri.UnescapeDataString(path.TrimEnd('/').Split('/')[^fromEnd]);
    }
}
