using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using MeetingIntel.Bench.Access;
using MeetingIntel.Testing.Postgres;

// What all checks cost: the product with its door, policies and limits, and the same without them, take turns in one process.
//   dotnet exec MeetingIntel.Bench.Access.dll [rounds] [seconds] [engine]
const int Clients = 16;
var turn = TimeSpan.FromMilliseconds(250);

var rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 12;
var length = TimeSpan.FromSeconds(args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 5);
var engine = args.Length > 2 ? args[2] : "embedded";
var pinning = Pinning.Apply("0", "1");
var directory = Directory.CreateTempSubdirectory("meetingintel-access-").FullName;
await using var postgres = await PostgresServer.StartPrivateAsync();
var (server, without, with) = await Subject.StartAsync(postgres, pinning, directory, engine);

Console.WriteLine($"{Checkout.Commit()}, {engine}, {pinning}, {Clients} clients");
(string Name, Func<Subject, int, Task> Request)[] kinds =
[
    ("read a transcript", (subject, number) => GetAsync(subject, $"api/sessions/{SessionOf(subject, number)}/transcript?limit=20")),
    ("read a session", (subject, number) => GetAsync(subject, $"api/sessions/{SessionOf(subject, number)}")),
    ("list sessions", (subject, _) => GetAsync(subject, "api/sessions?limit=20")),
    ("add a line", AddLineAsync),
];
// Until what is run often is compiled for it.
foreach (var (_, request) in kinds)
{
    await CompareAsync(request, rounds: 3);
}

foreach (var (name, request) in kinds)
{
    var compared = await CompareAsync(request, rounds);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-20} checked / unchecked: {Middle(compared, figures => figures.Requests / figures.Seconds)} requests a second, {Middle(compared, figures => figures.Requests / figures.CpuSeconds)} for each CPU second of the server"));
}

await server.DisposeAsync();
await without.DisposeAsync();
await with.DisposeAsync();
Directory.Delete(directory, recursive: true);

// What a machine's neighbours do in a moment meets both: a round is many short turns of each.
async Task<List<(Figures Unchecked, Figures Checked)>> CompareAsync(Func<Subject, int, Task> request, int rounds)
{
    List<(Figures, Figures)> compared = [];
    for (var round = 0; round < rounds; round++)
    {
        await with.SignInAsync();
        // Both get the same requests: carrying a token is no check.
        without.Http.DefaultRequestHeaders.Authorization = with.Http.DefaultRequestHeaders.Authorization;
        var (bare, full) = (default(Figures), default(Figures));
        while (bare.Seconds < length.TotalSeconds)
        {
            bare += await TurnAsync(without, request);
            full += await TurnAsync(with, request);
        }

        compared.Add((bare, full));
    }

    return compared;
}

async Task<Figures> TurnAsync(Subject subject, Func<Subject, int, Task> request)
{
    var (requests, cpu, started) = (0, CpuTime.OfProcess(server.Id), Stopwatch.GetTimestamp());
    await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Run(async () =>
    {
        while (Stopwatch.GetElapsedTime(started) < turn)
        {
            await request(subject, Interlocked.Increment(ref requests));
        }
    })));
    return new(requests, Stopwatch.GetElapsedTime(started).TotalSeconds, CpuTime.OfProcess(server.Id) - cpu);
}

static string Middle(List<(Figures Unchecked, Figures Checked)> compared, Func<Figures, double> rate)
{
    var ratios = compared.ConvertAll(round => rate(round.Checked) / rate(round.Unchecked));
    ratios.Sort();
    return string.Create(CultureInfo.InvariantCulture, $"{ratios[ratios.Count / 2]:F3} ({ratios[0]:F3} to {ratios[^1]:F3})");
}

static string SessionOf(Subject subject, int number) => subject.SessionIds[number % subject.SessionIds.Count];

static async Task GetAsync(Subject subject, string path)
{
    using var answer = await subject.Http.GetAsync(new Uri(path, UriKind.Relative));
    answer.EnsureSuccessStatusCode();
}

static async Task AddLineAsync(Subject subject, int number)
{
    using var answer = await subject.Http.PostAsJsonAsync($"api/sessions/{SessionOf(subject, number)}/transcript", new { text = "One more line of it.", speaker = "Ana" });
    answer.EnsureSuccessStatusCode();
}
