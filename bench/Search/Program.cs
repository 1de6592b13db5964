using System.Diagnostics;
using System.Globalization;
using MeetingIntel.Bench.Search;
using MeetingIntel.Storage;
using MeetingIntel.Storage.Search;
using MeetingIntel.Testing.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

// How long a search takes among many segments, by what is asked, through the product's own reads: question, hits under row-level security, and snippets. The first page,
// and (every fifth time) the one behind it. Against the same questions asked in plain SQL. Usage: dotnet run -c Release --project bench/Search [segments] [questions of each kind]
const int PageSize = 20;
const int PeerQuestions = 3;
var segments = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 1_000_000;
var asked = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 50;

await using var server = await PostgresServer.StartPrivateAsync();
await using var database = await server.CreateDatabaseAsync();
var language = new Language();
var corpus = new Corpus(language, segments);
var began = Stopwatch.GetTimestamp();
await corpus.WriteAsync(database, FillStatement.Read());
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{segments} segments written in {Stopwatch.GetElapsedTime(began).TotalSeconds:F0} s"));

var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
builder.Services.AddStorage(options => options.ConnectionString = database.ConnectionString);
using var host = builder.Build();
await host.StartAsync();
var reads = host.Services.GetRequiredService<ISearchReads>();
await using var connection = await database.ConnectAsync();

var questions = new Questions(language, corpus).Kinds;
// The runtime compiles, and the server reads its files, once.
foreach (var make in questions.Values.Concat(questions.Values))
    await AskAsync(make());

Console.WriteLine("                                  p50 ms   p95 ms   max ms   hits   ts_rank p50   ILIKE p50");
var all = new List<double>();
foreach (var (name, make) in questions)
{
    var (times, hits) = (new List<double>(), 0);
    for (var i = 0; i < asked; i++)
    {
        var question = make();
        var (time, page) = await AskAsync(question);
        times.Add(time);
        hits += page.Hits.Count;
        if (i % 5 == 0 && page.Next is { } next)
            times.Add((await AskAsync(question, next)).Time);
    }

    all.AddRange(times);
    var (ranked, like) = (new List<double>(), new List<double>());
    for (var i = 0; i < PeerQuestions; i++)
    {
        var (org, question) = make();
        ranked.Add(await Peers.AskAsync(connection, Peers.Ranked, org, question));
        like.Add(await Peers.AskAsync(connection, Peers.Like, org, question));
    }

    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-32} {At(times, 0.5),7:F1}  {At(times, 0.95),7:F1}  {times.Max(),7:F1}  {hits / (double)asked,5:F1}  {At(ranked, 0.5),12:F0}  {At(like, 0.5),10:F0}"));
}

Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"all",-32} {At(all, 0.5),7:F1}  {At(all, 0.95),7:F1}  {all.Max(),7:F1}"));
await host.StopAsync();

async Task<(double Time, SearchPage Page)> AskAsync((string OrgId, SearchQuestion Question) question, string? cursor = null)
{
    var started = Stopwatch.GetTimestamp();
    var page = await reads.FindAsync(question.OrgId, question.Question, cursor, PageSize, CancellationToken.None);
    return (Stopwatch.GetElapsedTime(started).TotalMilliseconds, page.Value ?? throw new InvalidOperationException(page.Error!.Message));
}

static double At(List<double> times, double share) => times.Order().ElementAt((int)((times.Count - 1) * share));
