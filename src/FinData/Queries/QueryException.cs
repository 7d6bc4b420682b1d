using FinData.Engine.Diagnostics;

namespace FinData.Queries;

/// <summary>Why a question has no answer; the numbers are HTTP's.</summary>
public enum QueryFailure
{
    BadRequest = 400,
    NotFound = 404,
    Conflict = 409,
    Unavailable = 503,
}

/// <summary>A question that has no answer: what was asked, which id, and what to do.</summary>
public sealed class QueryException(QueryFailure failure, string message, Exception? inner = null)
    : FinDataException(message, inner)
{
    /// <summary>The kind of failure.</summary>
    public QueryFailure Failure => failure;

    /// <inheritdoc/>
    public override bool IsTransient => failure == QueryFailure.Unavailable;
}
