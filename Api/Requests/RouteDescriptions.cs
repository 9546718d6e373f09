namespace OcppLab.Api;

/// <summary>What a route takes that its handler's parameters do not say, for the API description.</summary>
public static class RouteDescriptions
{
    /// <summary>The route reads a body of this shape, or an array of them.</summary>
    /// <param name="route">The route.</param>
    /// <param name="shape">The shape.</param>
    /// <param name="many">Whether it is an array of them.</param>
    /// <param name="yaml">Whether it may be YAML as well.</param>
    public static RouteHandlerBuilder WithBody(this RouteHandlerBuilder route, Shape shape, bool many = false, bool yaml = false) =>
        route.WithMetadata(new BodyDescription(shape, many, yaml));

    /// <summary>The route reads these query parameters.</summary>
    public static RouteHandlerBuilder WithQuery(this RouteHandlerBuilder route, params Field[] fields) =>
        route.WithMetadata(new QueryDescription(fields));

    /// <summary>The route reads these query parameters, and <c>page</c> and <c>limit</c>.</summary>
    public static RouteHandlerBuilder WithPaging(this RouteHandlerBuilder route, params Field[] fields) =>
        route.WithQuery([.. fields, Paging.PageField, Paging.LimitField]);

    /// <summary>The route answers with a body of this shape.</summary>
    /// <param name="route">The route.</param>
    /// <param name="status">The status code.</param>
    /// <param name="shape">The shape.</param>
    /// <param name="description">When it is given.</param>
    /// <param name="alsoAs">The media types that it can be had as too.</param>
    public static RouteHandlerBuilder WithAnswer(
        this RouteHandlerBuilder route, int status, Shape shape, string description, params IReadOnlyList<string> alsoAs) =>
        route.WithMetadata(new AnswerDescription(status, shape, description, alsoAs));

    /// <summary>The route answers with 204 and no body.</summary>
    public static RouteHandlerBuilder WithDone(this RouteHandlerBuilder route, string description) =>
        route.WithMetadata(new AnswerDescription(StatusCodes.Status204NoContent, null, description, []));

    /// <summary>The route may answer with this error.</summary>
    public static RouteHandlerBuilder WithRefusal(this RouteHandlerBuilder route, int status, string description) =>
        route.WithMetadata(new AnswerDescription(status, null, description, []));
}

/// <summary>A route's body.</summary>
/// <param name="Shape">Its shape.</param>
/// <param name="Many">Whether it is an array of them.</param>
/// <param name="Yaml">Whether it may be YAML as well.</param>
sealed record BodyDescription(Shape Shape, bool Many, bool Yaml = false);

/// <summary>A route's query.</summary>
/// <param name="Fields">Its parameters.</param>
sealed record QueryDescription(IReadOnlyList<Field> Fields);

/// <summary>One of a route's answers.</summary>
/// <param name="Status">Its status code.</param>
/// <param name="Shape">Its body's shape; null for an error, and for 204.</param>
/// <param name="Description">When it is given.</param>
/// <param name="AlsoAs">The media types that it can be had as too.</param>
sealed record AnswerDescription(int Status, Shape? Shape, string Description, IReadOnlyList<string> AlsoAs);
