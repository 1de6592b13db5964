namespace MeetingIntel.Api.Errors;

/// <summary>A request turned out to be wrong in the middle of something that can't return that: a stream that somebody else reads.</summary>
/// <param name="problem">What is wrong.</param>
/// <param name="inner">The cause.</param>
internal sealed class ProblemException(ApiProblem problem, Exception? inner = null) : Exception(problem.Detail, inner)
{
    /// <summary>What is wrong.</summary>
    public ApiProblem Problem => problem;
}
