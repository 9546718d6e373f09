namespace OcppLab.Api;

/// <summary>Which page of a list is asked for.</summary>
/// <param name="Page">The page, from 1.</param>
/// <param name="Limit">The items a page has, 1 to 100.</param>
public readonly record struct Paging(int Page, int Limit)
{
    /// <summary>The query parameters.</summary>
    public static readonly Field<int> PageField = Field.Int("page", "The page, from 1.", 1).Or(1);

    /// <inheritdoc cref="PageField" />
    public static readonly Field<int> LimitField = Field.Int("limit", "How many items a page has.", 1, 100).Or(50);

    /// <summary>How many items come before the page.</summary>
    public long Offset => (Page - 1L) * Limit;

    /// <summary>Reads it from a request's query.</summary>
    public static ValueTask<Paging> BindAsync(HttpContext context)
    {
        var query = new Query(context.Request.Query);
        return new(new Paging(query.Get(PageField), query.Get(LimitField)));
    }
}

/// <summary>A page of a list.</summary>
/// <param name="Data">The page's items.</param>
/// <param name="Total">How many there are on all pages.</param>
/// <param name="Page">The page, from 1.</param>
/// <param name="Limit">The items a page has.</param>
public sealed record PageOf<T>(IReadOnlyList<T> Data, int Total, int Page, int Limit);
