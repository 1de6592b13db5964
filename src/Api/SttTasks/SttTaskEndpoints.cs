using System.Globalization;
using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Identity;
using MeetingIntel.Api.Sessions;
using MeetingIntel.Api.SttTasks.Uploads;
using MeetingIntel.Api.Timeline;
using MeetingIntel.Storage.SttTasks;
using MeetingIntel.SttTasks;

namespace MeetingIntel.Api.SttTasks;

/// <summary>Chunks of audio that are transcribed apart from the live channels, over REST: ASTRA's paths and shapes.</summary>
internal static class SttTaskEndpoints
{
    /// <summary>Tasks that are read at once of a list without pages.</summary>
    private const int Page = 500;

    /// <summary>Maps the paths.</summary>
    /// <param name="api">The group of the whole API.</param>
    public static void MapSttTasks(this IEndpointRouteBuilder api)
    {
        api.MapSttUploads();
        var tasks = api.MapGroup("/sessions/{sid}/stt/tasks").WithTags("stt tasks");
        tasks.MapPost("", RegisterAsync).Requires(Permissions.WriteAudio).WithSummary("Registers audio that is about to be transcribed elsewhere").Produces<SttTaskResponse>(StatusCodes.Status201Created);
        tasks.MapGet("", ListAsync).Requires(Permissions.ReadSessions).WithSummary("Lists tasks, the newest first: all, or a page with 'limit', whose header X-Next-Cursor leads to the next one").Produces<SttTaskResponse[]>();
        tasks.MapGet("/{taskId}", GetAsync).Requires(Permissions.ReadSessions).WithSummary("Reads a task").Produces<SttTaskResponse>();
        tasks.MapPut("/{taskId}", SettleAsync).Requires(Permissions.WriteAudio).WithSummary("Says what came of a task; its words become a segment of the transcript").Produces<SttTaskResponse>();
    }

    private static async Task<IResult> RegisterAsync(string sid, RegisterSttTaskRequest request, IGrainFactory grains)
    {
        if (request.Check() is { } problem)
        {
            return problem;
        }

        var task = await grains.GetGrain<ISttTaskGrain>(Ids.NewSttTask()).RegisterAsync(new RegisterSttTask(sid, request.AudioChunkId!, request.DurationSeconds));
        return task.Succeeded
            ? TypedResults.Created($"/api/sessions/{sid}/stt/tasks/{task.Value.Id}", SttTaskResponse.From(sid, task.Value))
            : ApiProblem.From(task.Error);
    }

    private static async Task<IResult> ListAsync(string sid, [AsParameters] SttTaskListQuery query, Caller caller, ISttTaskReads tasks, HttpResponse response, CancellationToken cancellationToken)
    {
        if (query.Read(out var before, out var limit) is { } problem)
        {
            return problem;
        }

        if (limit is not { } most)
        {
            return TypedResults.Ok(AllAsync(sid, before, caller, tasks, cancellationToken));
        }

        var rows = await tasks.ListAsync(caller.OrgId, sid, before, most + 1, cancellationToken);
        if (rows.Count > most)
        {
            response.Headers[SessionQueries.NextCursorHeader] = rows[most - 1].Seq.ToString(CultureInfo.InvariantCulture);
        }

        return TypedResults.Ok(rows.Take(most).Select(row => SttTaskResponse.From(sid, row.Task)));
    }

    private static IAsyncEnumerable<SttTaskResponse> AllAsync(string sid, long? before, Caller caller, ISttTaskReads tasks, CancellationToken cancellationToken) =>
        AllPages.ReadAsync(before, async cursor =>
        {
            var rows = await tasks.ListAsync(caller.OrgId, sid, cursor, Page, cancellationToken);
            return (rows, rows.Count == 0 ? cursor : rows[^1].Seq, rows.Count == Page);
        }).Select(row => SttTaskResponse.From(sid, row.Task));

    private static async Task<IResult> GetAsync(string sid, string taskId, Caller caller, ISttTaskReads tasks, CancellationToken cancellationToken) =>
        ItemIds.IsPlausible(taskId) && await tasks.FindAsync(caller.OrgId, sid, taskId, cancellationToken) is { } task
            ? TypedResults.Ok(SttTaskResponse.From(sid, task))
            : ApiProblem.From(SttTaskErrors.NotFound);

    private static async Task<IResult> SettleAsync(string sid, string taskId, SettleSttTaskRequest request, Caller caller, ISttTaskReads tasks, IGrainFactory grains, CancellationToken cancellationToken)
    {
        // No grain for an id that somebody made up.
        if (!ItemIds.IsPlausible(taskId) || await tasks.FindAsync(caller.OrgId, sid, taskId, cancellationToken) is null)
        {
            return ApiProblem.From(SttTaskErrors.NotFound);
        }

        if (request.Read(taskId, out var command) is { } problem)
        {
            return problem;
        }

        var task = await grains.GetGrain<ISttTaskGrain>(taskId).SettleAsync(sid, command);
        return task.Succeeded ? TypedResults.Ok(SttTaskResponse.From(sid, task.Value)) : ApiProblem.From(task.Error);
    }
}
