using Microsoft.AspNetCore.Http.HttpResults;

namespace OcppLab.Csms;

/// <summary>The routes of a central system.</summary>
public static class CsmsRoutes
{
    /// <summary>Maps a central system: chargers connect at <c>/csms/{identity}</c>; beside it, what it has seen, calls to make,
    /// and its root certificate.
    /// Its settings are the section <c>Csms</c> of the configuration.</summary>
    /// <param name="endpoints">Where to.</param>
    /// <param name="system">The central system; null for a new one.</param>
    /// <returns>The routes as a group.</returns>
    public static RouteGroupBuilder MapCsms(this IEndpointRouteBuilder endpoints, CentralSystem? system = null)
    {
        var services = endpoints.ServiceProvider;
        var csms = system ?? new CentralSystem(
            services.GetRequiredService<IConfiguration>().GetSection("Csms").Get<CentralSystemSettings>() ?? new(),
            services.GetService<TimeProvider>() ?? TimeProvider.System);
        services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(() => csms.Close("the CSMS shuts down"));

        var routes = endpoints.MapGroup("/csms").ExcludeFromDescription();
        routes.Map("/{identity}", csms.ServeAsync);
        routes.MapGet("/stats", () => TypedResults.Json(csms.Statistics(), CsmsJson.Default.StatisticsView));
        routes.MapDelete("/stats", () =>
        {
            csms.ResetStatistics();
            return TypedResults.NoContent();
        });
        routes.MapGet("/certificates/root.pem", () => TypedResults.Text(csms.RootCertificatePem, "application/x-pem-file"));
        routes.MapGet("/transactions", (string? identity) => TypedResults.Json(csms.Transactions(identity), CsmsJson.Default.IReadOnlyListTransactionView));
        routes.MapGet("/chargers/{identity}", Results<JsonHttpResult<ChargerView>, JsonHttpResult<Problem>> (string identity) =>
            csms.Charger(identity) is { } charger
                ? TypedResults.Json(charger, CsmsJson.Default.ChargerView)
                : Failure($"The charger {identity} has never connected.", StatusCodes.Status404NotFound));
        routes.MapPost("/chargers/{identity}/calls", (string identity, HttpRequest request, CancellationToken cancellationToken) =>
            CallAsync(csms, identity, request, cancellationToken));
        return routes;
    }

    static async Task<Results<JsonHttpResult<CallAnswer>, JsonHttpResult<Problem>>> CallAsync(
        CentralSystem csms, string identity, HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await System.Text.Json.JsonSerializer.DeserializeAsync(request.Body, CsmsJson.Default.CallRequest, cancellationToken) is { Action: not null } call
                ? TypedResults.Json(await csms.CallAsync(identity, call.Action, call.Payload, cancellationToken), CsmsJson.Default.CallAnswer)
                : Failure("The body needs an action.", StatusCodes.Status422UnprocessableEntity);
        }
        catch (System.Text.Json.JsonException e)
        {
            return Failure($"The body is not a call: {e.Message}", StatusCodes.Status422UnprocessableEntity);
        }
        catch (IOException e) when (e is not BadHttpRequestException)
        {
            return Failure($"The body can't be read to its end: {e.Message}", StatusCodes.Status400BadRequest);
        }
        catch (ChargerGoneException e)
        {
            return Failure(e.Message, StatusCodes.Status404NotFound);
        }
        catch (TimeoutException)
        {
            return Failure($"The charger {identity} did not answer within {csms.Settings.CallTimeout.TotalSeconds} s.", StatusCodes.Status504GatewayTimeout);
        }
    }

    static JsonHttpResult<Problem> Failure(string detail, int statusCode) =>
        TypedResults.Json(new Problem(detail), CsmsJson.Default.Problem, statusCode: statusCode);
}
