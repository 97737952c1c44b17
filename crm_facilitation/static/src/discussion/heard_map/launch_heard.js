import { LaunchObstacles } from "../../launch/launch_obstacles/launch_obstacles";
import { HeardMap } from "./heard_map";

// the launch screen shows who was not heard in the last session
LaunchObstacles.components = { ...LaunchObstacles.components, HeardMap };
