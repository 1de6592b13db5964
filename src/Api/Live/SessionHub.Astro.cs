using System.Text.Json;
using MeetingIntel.Api.Identity;
using MeetingIntel.Insights;
using MeetingIntel.Sessions;
using MeetingIntel.Transcription;
using Microsoft.AspNetCore.SignalR;

namespace MeetingIntel.Api.Live;

/// <summary>Events that Astro's page does not name, and its clients send all the same.</summary>
internal sealed partial class SessionHub
{
    private const int LongestError = 1000;

    /// <summary>Keeps the token with which the meeting's client acts at Salesforce.</summary>
    /// <param name="payload"><c>{session_id, access_token}</c>.</param>
    [HubRule(Permissions.WriteSessions, SessionUse.Manage, Answer = "token_error")]
    [HubMethodName("session_token")]
    public async Task SessionTokenAsync(JsonElement payload)
    {
        var message = HubPayload.Read<SessionTokenMessage>(payload) with { SessionId = AboutSession.IdOf(payload) };
        var refusal = await tokens.KeepAsync(Connection.Caller, message, Context.ConnectionId, Context.ConnectionAborted);
        await (refusal is null
            ? Clients.Caller.SendAsync("token_received", new { session_id = message.SessionId, status = "success" })
            : Clients.Caller.SendAsync("token_error", new { success = false, session_id = message.SessionId, error = refusal.Message, code = refusal.Code }));
    }

    /// <summary>Records a summary that the client wrote.</summary>
    /// <param name="payload"><c>{session_id, summary_data}</c>.</param>
    [HubRule(Permissions.WriteInsights)]
    [HubMethodName("meeting_summary")]
    public async Task MeetingSummaryAsync(JsonElement payload)
    {
        var message = HubPayload.Read<SummaryMessage>(payload);
        if (message.SummaryData is not { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } summary)
        {
            await RefuseAsync(Incomplete);
            return;
        }

        var added = await grains.GetGrain<ISessionGrain>(message.SessionId!).AddInsightAsync(new AddInsight("meeting_summary", summary.GetRawText()));
        await RefuseAsync(added.Error);
    }

    /// <summary>Shows the caller the summary as it stands; it is kept up all the time and needs nobody to ask for it.</summary>
    /// <param name="payload"><c>{session_id}</c>.</param>
    [HubRule(Permissions.ReadSessions, Answer = "summary_error")]
    [HubMethodName("manual_summary")]
    public async Task ManualSummaryAsync(JsonElement payload)
    {
        var id = AboutSession.IdOf(payload)!;
        var session = await grains.GetGrain<ISessionGrain>(id).GetAsync();
        if (!session.Succeeded)
        {
            await Clients.Caller.SendAsync("summary_error", new { success = false, session_id = id, error = session.Error.Message, code = session.Error.Code });
            return;
        }

        var summary = (await summaries.ReadAsync(Connection.Caller.OrgId, id, Context.ConnectionAborted)).ToEvent(id, session.Value.SegmentCount);
        await Clients.Caller.SendAsync(summary.Name, summary.Payload);
        await Clients.Caller.SendAsync("summary_generated", new { session_id = id, final_count = session.Value.SegmentCount });
    }

    /// <summary>Shows the session's room that something went wrong at a client; without a session nobody hears it.</summary>
    /// <param name="payload"><c>{message, session_id?}</c>.</param>
    [HubRule(Permissions.WriteSessions, SessionIsOptional = true)]
    [HubMethodName("error")]
    public async Task ErrorAsync(JsonElement payload)
    {
        var message = HubPayload.Read<ClientErrorMessage>(payload);
        if (string.IsNullOrEmpty(message.Message))
        {
            await RefuseAsync(Incomplete);
        }
        else if (AboutSession.IdOf(payload) is { } id)
        {
            await ShowAsync(id, RoomNotice.ErrorBroadcast, message.Message.Length > LongestError ? message.Message[..LongestError] : message.Message);
        }
    }
}
