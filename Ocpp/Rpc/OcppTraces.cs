using System.Diagnostics;

namespace OcppLab.Ocpp;

/// <summary>The spans of the requests that chargers make to their CSMS.</summary>
public static class OcppTraces
{
    /// <summary>The name of their source, for those who listen.</summary>
    public const string SourceName = "OcppLab.Ocpp";

    static readonly ActivitySource Source = new(SourceName);

    /// <summary>Whether anybody listens.</summary>
    internal static bool IsOn => Source.HasListeners();

    /// <summary>Starts the span of a request. The current one stays: a request ends in another turn than it begins.</summary>
    /// <param name="action">The OCPP action.</param>
    /// <param name="subprotocol">The subprotocol of its version.</param>
    /// <param name="messageId">The message's id.</param>
    /// <param name="cause">The span that it belongs under.</param>
    internal static Activity? Start(string action, string subprotocol, string messageId, ActivityContext cause)
    {
        var current = Activity.Current;
        var call = Source.StartActivity($"OCPP {action}", ActivityKind.Client, cause);
        call?.SetTag("ocpp.version", subprotocol).SetTag("ocpp.action", action).SetTag("ocpp.message_id", messageId);
        Activity.Current = current;
        return call;
    }

    /// <summary>Ends the span of a request.</summary>
    /// <param name="call">The span.</param>
    /// <param name="outcome">How the request ended.</param>
    internal static void Stop(Activity call, CallOutcome outcome)
    {
        var current = Activity.Current;
        call.SetTag("ocpp.outcome", outcome.ToString());
        if (outcome != CallOutcome.Result)
        {
            call.SetStatus(ActivityStatusCode.Error);
        }

        call.Stop();
        Activity.Current = current;
    }
}
